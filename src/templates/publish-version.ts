import type { Database, Tx } from '../db/database.ts';
import { violatedConstraint } from '../db/failures.ts';
import { inTenant } from '../db/transaction.ts';
import { PressrunError } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { type Published, preparePublish } from './publish.ts';
import {
  findActiveCampaignOfGroup,
  findVersionRow,
  lockVersionsAndGroups,
  markDraft,
  markPublished,
} from './store.ts';
import { inTurn } from './turns.ts';
import { inUse } from './usage.ts';
import { groupOf, requireState, sameSource, type Version, type VersionPath } from './version.ts';
import { findVersionOf, lockVersionOf } from './versions.ts';

/** A rule of 10 kB for each of 10,000 elements makes 100 MB of a small draft. */
const MAX_PUBLISHED_BYTES = 4_000_000;

/** What was made of a draft, and the draft it was made of. */
export type Prepared = { source: Version; published: Published };

/**
 * Inlines CSS and makes the text, before any transaction: it may take seconds, and a held
 * connection would be missed by others. Null when there is no such draft; `publishVersion` says
 * why. Throws `unprocessable` for what can't be processed.
 */
export async function prepareVersion(
  db: Database,
  tenantId: string,
  { id, versionId }: VersionPath,
): Promise<Prepared | null> {
  if (!isId(id) || !isId(versionId)) return null;
  const source = await inTenant(db, tenantId, (tx) => findVersionRow(tx, tenantId, versionId));
  if (source?.status !== 'DRAFT' || source.templateId !== id.toLowerCase()) return null;
  return { source, published: await prepareInTurn(tenantId, source) };
}

/** Without a transaction, one after another per tenant. Throws what `prepareVersion` throws. */
export async function prepareInTurn(tenantId: string, source: Version): Promise<Published> {
  const published = await inTurn(tenantId, () => preparePublish(source));
  if (Buffer.byteLength(published.htmlBody) <= MAX_PUBLISHED_BYTES) return published;
  const message = 'grows beyond 4 MB when its CSS is inlined: use fewer or shorter rules';
  throw new PressrunError('unprocessable', `htmlBody ${message}`, [{ path: 'htmlBody', message }]);
}

/**
 * Publishes exactly what was prepared. Throws `wrong_state` when it is published already, `conflict`
 * when it was changed since it was prepared, or when its group has a published variant of its
 * locale.
 */
export async function publishVersion(
  tx: Tx,
  tenantId: string,
  path: VersionPath,
  prepared: Prepared | null,
): Promise<Version> {
  const version = await lockVersionOf(tx, tenantId, path);
  requireState(version, 'DRAFT', 'published');
  if (!prepared || !sameSource(version, prepared.source)) throw changedMeanwhile();
  const { htmlBody: html, textBody: text } = prepared.published;
  try {
    await markPublished(tx, tenantId, version.id, { html, text });
  } catch (error) {
    throw violatedConstraint(error) === 'template_variants_unique' ? secondVariant(version) : error;
  }
  return findVersionOf(tx, tenantId, path);
}

/**
 * Makes it a draft again. Throws `wrong_state` when it is one, `conflict` while a scheduled, sending
 * or paused campaign uses it or another variant of its group: fan-out may choose any of them.
 */
export async function unpublishVersion(
  tx: Tx,
  tenantId: string,
  path: VersionPath,
): Promise<Version> {
  await findVersionOf(tx, tenantId, path);
  // Before its own lock, and in the order of ids: two at once would wait for each other for ever.
  await lockVersionsAndGroups(tx, tenantId, path.id);
  const version = await lockVersionOf(tx, tenantId, path);
  requireState(version, 'PUBLISHED', 'unpublished');
  const campaign = await findActiveCampaignOfGroup(tx, tenantId, groupOf(version));
  if (campaign) throw inUse('version', campaign);
  await markDraft(tx, tenantId, version.id);
  return findVersionOf(tx, tenantId, path);
}

function changedMeanwhile(): PressrunError {
  const message = 'The version was changed while it was being published; publish it again';
  return new PressrunError('conflict', message);
}

function secondVariant({ locale }: Version): PressrunError {
  const which = locale === null ? 'without a locale' : `for the locale "${locale}"`;
  const message = `Another published version of its locale group is ${which}; unpublish that first`;
  return new PressrunError('conflict', message, [{ path: 'locale', message }]);
}
