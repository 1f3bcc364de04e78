import type { Tx } from '../../db/database.ts';
import { invalidField } from '../../lib/errors.ts';
import type { Filter } from '../filter/filter.ts';
import { type Reference, referencesOf } from '../filter/parts.ts';
import { findCampaignIds, findImportIds } from './store.ts';

/** The segments that a filter names itself, each as often as it does. */
export function segmentsIn(filter: Filter): string[] {
  return idsOf('segment', referencesOf(filter, 'filter'));
}

/** Throws 400, with the path, for a segment, an import or a campaign that the tenant hasn't. */
export async function requireReferences(
  tx: Tx,
  tenantId: string,
  filter: Filter,
  segments: ReadonlySet<string>,
): Promise<void> {
  const references = referencesOf(filter, 'filter');
  requireEach('segment', references, segments);
  const campaigns = idsOf('campaign', references);
  if (campaigns.length > 0) {
    requireEach('campaign', references, new Set(await findCampaignIds(tx, tenantId, campaigns)));
  }
  const imports = idsOf('import', references);
  if (imports.length > 0) {
    requireEach('import', references, new Set(await findImportIds(tx, tenantId, imports)));
  }
}

function requireEach(kind: Reference['kind'], all: Reference[], known: ReadonlySet<string>): void {
  const missing = all.find((one) => one.kind === kind && !known.has(one.id));
  if (missing)
    throw invalidField(
      missing.path,
      `is not ${kind === 'import' ? 'an' : 'a'} ${kind} of this tenant`,
    );
}

function idsOf(kind: Reference['kind'], all: Reference[]): string[] {
  return all.filter((one) => one.kind === kind).map(({ id }) => id);
}
