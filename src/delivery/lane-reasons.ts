import type { Database } from '../db/database.ts';
import { setLaneReason } from './store.ts';
import type { Route } from './transport.ts';

/** Says on all campaigns that go this way why they wait; null takes it back. */
export function tellReason(
  db: Database,
  { mode, tenantId, relay }: Route,
  reason: string | null,
): Promise<void> {
  return setLaneReason(db.engine, { mode, tenantId, projectId: relay?.projectId ?? null }, reason);
}

/**
 * A project's way has changed: why the old one was closed holds neither for its new one nor, when it has
 * none any more, for the instance's. Whoever waits for that is told anew within a second.
 */
export async function clearReasons(db: Database, tenantId: string, project: string): Promise<void> {
  for (const projectId of [project, null]) {
    await setLaneReason(db.engine, { mode: 'live', tenantId, projectId }, null);
  }
}
