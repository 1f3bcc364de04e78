import type { Tx } from '../db/database.ts';
import type { ChangeRecord } from '../http/audited-change.ts';
import { type Page, pageMeta, pageOffset } from '../http/paging.ts';
import { invalidField } from '../lib/errors.ts';
import { isId, newId } from '../lib/ids.ts';
import { type AuditFilter, countEntries, insertEntry, listEntries } from './store.ts';

/** Writes one line into the tenant's audit log; it can't be changed or taken back from then on. */
export async function recordChange(tx: Tx, tenantId: string, record: ChangeRecord): Promise<void> {
  await insertEntry(tx, tenantId, newId(), record);
}

/** What somebody with access to the machine did on the command line. */
export function recordOperator(
  tx: Tx,
  tenantId: string,
  change: Pick<ChangeRecord, 'action' | 'subjectId' | 'before' | 'after'>,
): Promise<void> {
  const actor = { type: 'operator' as const, id: null };
  return recordChange(tx, tenantId, { ...change, actor, ip: null, userAgent: null });
}

export type AuditQuery = Page & {
  cursor?: string;
  action?: string;
  actor?: string;
  since?: string;
  until?: string;
};

/** A page, newest first: by number, or by cursor and then without counting. 400 for a bad cursor. */
export async function listAuditLog(tx: Tx, tenantId: string, query: AuditQuery) {
  const { cursor = null, limit } = query;
  if (cursor !== null && !isId(cursor)) throw invalidField('cursor', 'is not one of this list');
  const filter = filterOf(query);
  const position = { before: cursor, offset: cursor ? 0 : pageOffset(query), limit: limit + 1 };
  const rows = await listEntries(tx, tenantId, filter, position);
  const data = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? data.at(-1)!.id : null;
  if (cursor !== null) return { data, meta: { limit, nextCursor } };
  const total = await countEntries(tx, tenantId, filter);
  return { data, meta: { ...pageMeta(query, total), nextCursor } };
}

function filterOf({ action, actor, since, until }: AuditQuery): AuditFilter {
  return {
    action: action ?? null,
    actor: actor ?? null,
    since: readInstant('since', since),
    until: readInstant('until', until),
  };
}

// The format lets a leap second pass (RFC 3339 section 5.6), which Date can't hold.
function readInstant(name: string, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime()))
    throw invalidField(name, 'must be a date and time (ISO 8601)');
  return instant;
}
