import type { Tx } from '../../db/database.ts';
import { invalidField } from '../../lib/errors.ts';
import {
  type AudienceFilter,
  audienceSegments,
  checkAudience,
  checkSegmentIds,
  compileAudience,
  compileTogether,
  type Part,
  segmentParts,
} from '../audience-filter.ts';
import { readFilter } from '../filter/check.ts';
import type { Condition } from '../filter/compile.ts';
import type { Filter } from '../filter/filter.ts';
import { type Speed, speedOf } from '../filter/slow-parts.ts';
import { looksUpAttributes } from './count-store.ts';
import { loadDefinitions } from './definitions.ts';
import { requireReferences, segmentsIn } from './references.ts';

/** What is to be counted: one of a filter, a segment and an audience. */
export type CountInput = {
  filter?: unknown;
  segmentId?: string;
  /** Segments to leave out of a filter or a segment; an audience has its own. */
  exclude?: string[];
  audienceFilter?: AudienceFilter;
};

type Asked = { condition: Condition; speed: Speed };

/** The condition that is asked about, and how fast it is. Throws as `countContactsOf` says. */
export async function readCount(tx: Tx, tenantId: string, input: CountInput): Promise<Asked> {
  const { filter, segmentId, exclude, audienceFilter } = input;
  const given = [filter, segmentId, audienceFilter].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw invalidField('body', 'must have one of filter, segmentId and audienceFilter');
  }
  if (audienceFilter === undefined) return readParts(tx, tenantId, input);
  if (exclude !== undefined) throw invalidField('exclude', 'belongs into audienceFilter here');
  return readAudience(tx, tenantId, audienceFilter);
}

async function readAudience(tx: Tx, tenantId: string, audience: AudienceFilter): Promise<Asked> {
  checkAudience(audience);
  const definitions = await definitionsOf(tx, tenantId, audienceSegments(audience));
  const condition = compileAudience(audience, definitions);
  const means = { definitions, looksUpAttributes: await looksUpAttributes(tx) };
  return { condition, speed: speedOf(audienceParts(audience), means) };
}

async function readParts(
  tx: Tx,
  tenantId: string,
  { filter: given, segmentId, exclude }: CountInput,
): Promise<Asked> {
  const named = { ...(segmentId !== undefined && { segmentId }), ...(exclude && { exclude }) };
  checkSegmentIds(named, '');
  const filter = given === undefined ? null : readFilter(given, 'filter');
  const inner = filter ? segmentsIn(filter) : [];
  const definitions = await definitionsOf(tx, tenantId, audienceSegments(named, ''), inner);
  if (filter) await requireReferences(tx, tenantId, filter, new Set(definitions.keys()));
  const parts = [...(filter ? [{ filter, path: 'filter' }] : []), ...segmentParts(named, '')];
  const condition = compileTogether(parts, definitions, null);
  const means = { definitions, looksUpAttributes: await looksUpAttributes(tx) };
  return { condition, speed: speedOf(parts, means) };
}

/** Throws 400 for a named one that the tenant hasn't; those inside filters are checked there. */
async function definitionsOf(
  tx: Tx,
  tenantId: string,
  named: { id: string; path: string }[],
  inner: string[] = [],
) {
  const ids = [...named.map(({ id }) => id), ...inner];
  const definitions = await loadDefinitions(tx, tenantId, ids);
  const gone = named.find(({ id }) => !definitions.has(id));
  if (gone) throw invalidField(gone.path, 'is not a segment of this tenant');
  return definitions;
}

/** An audience as filters that are as fast: what counts for that is which fields they ask. */
function audienceParts(audience: AudienceFilter): Part[] {
  const { optIn = true, locale, projectId, attributes = {} } = audience;
  const parts: Part[] = [leaf('optIn', optIn)];
  if (locale === null) {
    const filter: Filter = { field: 'locale', op: 'exists', value: false };
    parts.push({ filter, path: 'audienceFilter.locale' });
  } else if (locale !== undefined) parts.push(leaf('locale', locale));
  if (projectId !== undefined) parts.push(leaf('projectId', projectId));
  if (Object.keys(attributes).length > 0) {
    const filter: Filter = { field: 'attributes.all', op: 'eq', value: true };
    parts.push({ filter, path: 'audienceFilter.attributes' });
  }
  return [...parts, ...segmentParts(audience)];
}

function leaf(field: string, value: string | boolean): Part {
  return { filter: { field, op: 'eq', value }, path: `audienceFilter.${field}` };
}
