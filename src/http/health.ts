import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';

type Held = { campaigns: number; emails: number; since: Date };
type ShowHeld = (db: Database) => Promise<Held | null>;

/**
 * `/health/live`: the process answers. `/health/ready`: it can also work: the database answers and,
 * in a process that has a worker, the worker runs. `held` is there while something waits for the
 * operator's word (P13): how much of it, since when; why is for the log, for anybody may ask here.
 */
export function healthRoutes(db: Database, isWorkerReady: () => boolean, showHeld: ShowHeld) {
  return async (app: FastifyInstance): Promise<void> => {
    const options = { config: { public: true }, schema: { hide: true } };
    app.get('/health/live', options, async () => ({ status: 'ok' }));
    app.get('/health/ready', options, async (_request, reply) => {
      await sql`select 1`.execute(db.app);
      const held = await showHeld(db);
      if (isWorkerReady()) return { status: 'ok', ...(held && { held: countsOf(held) }) };
      return reply.code(503).header('retry-after', '5').send({ status: 'worker not running' });
    });
  };
}

function countsOf({ campaigns, emails, since }: Held): Held {
  return { campaigns, emails, since };
}
