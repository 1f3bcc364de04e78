import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/** The channel on which workers hear that a project's way out changed. */
export const PROJECT_CHANNEL = 'pressrun_projects';

/** Tells all workers, when the caller's transaction commits. */
export async function announceProject(tx: Tx, tenantId: string, projectId: string): Promise<void> {
  const payload = JSON.stringify({ tenantId, projectId });
  await sql`select pg_notify(${PROJECT_CHANNEL}, ${payload})`.execute(tx);
}
