import type { Tx } from '../../db/database.ts';
import { invalidField, PressrunError } from '../../lib/errors.ts';
import { type AudienceFilter, audienceSegments } from '../audience-filter.ts';
import type { Definitions } from '../filter/compile.ts';
import { findDefinitions, holdSegmentRows } from './store.ts';

/** The filters of these segments and of all that they refer to. Who isn't there is missing in it. */
export async function loadDefinitions(
  tx: Tx,
  tenantId: string,
  ids: string[],
): Promise<Definitions> {
  if (ids.length === 0) return new Map();
  const found = await findDefinitions(tx, tenantId, ids);
  return new Map(found.map(({ id, filter }) => [id, filter]));
}

/** The segments of an audience, to compile it with. Throws 422, with words, when one is gone. */
export async function audienceDefinitions(
  tx: Tx,
  tenantId: string,
  filter: AudienceFilter,
): Promise<Definitions> {
  const named = audienceSegments(filter);
  const definitions = await loadDefinitions(
    tx,
    tenantId,
    named.map(({ id }) => id),
  );
  const gone = named.find(({ id }) => !definitions.has(id));
  if (!gone) return definitions;
  const message = `The segment ${gone.id} of the audience is gone`;
  throw new PressrunError('unprocessable', `${message}; choose another one, or none`, [
    { path: gone.path, message },
  ]);
}

/**
 * Throws 400, with the path, unless the tenant has the segments that an audience names; they stay until
 * the transaction ends, so that none is deleted before who names it is committed.
 */
export async function holdSegments(
  tx: Tx,
  tenantId: string,
  filter: AudienceFilter,
): Promise<void> {
  const named = audienceSegments(filter);
  if (named.length === 0) return;
  const ids = [...new Set(named.map(({ id }) => id))];
  const held = await holdSegmentRows(tx, tenantId, ids);
  const gone = named.find(({ id }) => !held.includes(id));
  if (gone) throw invalidField(gone.path, 'is not a segment of this tenant');
}
