import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';

/**
 * `/health/live`: the process answers. `/health/ready`: it can also work: the database answers and,
 * in a process that has a worker, the worker runs.
 */
export function healthRoutes(db: Database, isWorkerReady: () => boolean) {
  return async (app: FastifyInstance): Promise<void> => {
    const options = { config: { public: true }, schema: { hide: true } };
    app.get('/health/live', options, async () => ({ status: 'ok' }));
    app.get('/health/ready', options, async (_request, reply) => {
      await sql`select 1`.execute(db.app);
      if (isWorkerReady()) return { status: 'ok' };
      return reply.code(503).header('retry-after', '5').send({ status: 'worker not running' });
    });
  };
}
