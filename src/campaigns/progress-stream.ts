import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import type { Campaign } from './campaign.ts';
import { getCampaign } from './service.ts';

const POLL_MS = 500;
/** Proxies close a silent connection; a comment keeps it open (HTML standard, server-sent events). */
const KEEP_ALIVE_MS = 15_000;
/** A revoked key or session is out within 5 s (P21). */
const ASK_AGAIN_MS = 3_000;

/**
 * A campaign's progress as server-sent events: one `progress` event now and after each change, and
 * the end of the stream after the last one. `mayGoOn` is asked every 3 s; on false the stream ends, and who
 * opens it again is told why not. Throws 404 before the first event.
 */
export async function* progressStream(
  db: Database,
  tenantId: string,
  id: string,
  { signal, mayGoOn }: { signal: AbortSignal; mayGoOn: () => Promise<boolean> },
): AsyncGenerator<string> {
  let last = '';
  let askedAt = performance.now();
  let sentAt = performance.now();
  while (!signal.aborted) {
    const campaign = await inTenant(db, tenantId, (tx) => getCampaign(tx, tenantId, id));
    const text = JSON.stringify(progressOf(campaign));
    if (text !== last) {
      last = text;
      sentAt = performance.now();
      yield `event: progress\ndata: ${text}\n\n`;
    } else if (performance.now() - sentAt > KEEP_ALIVE_MS) {
      sentAt = performance.now();
      yield ': still here\n\n';
    }
    if (campaign.status === 'SENT' || campaign.status === 'CANCELLED') return;
    if (performance.now() - askedAt > ASK_AGAIN_MS) {
      askedAt = performance.now();
      if (!(await mayGoOn())) return;
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
}

function progressOf({ id, status, stats, rate, eta, reason, stalledSince }: Campaign) {
  return { id, status, stats, rate, eta, reason, stalledSince };
}
