import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '../../db/database.ts';
import { principalOf } from '../../http/access.ts';
import { IdParams } from '../../http/fields.ts';
import { PreflightReply } from './schemas.ts';
import { type PreflightDeps, preflightCampaign } from './service.ts';

/** What is to be said about a campaign before it is sent (ours; P46). */
export function preflightRoutes({
  db,
  ...deps
}: PreflightDeps & { db: Database }): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/campaigns/:id/preflight',
      {
        config: { scope: 'campaigns:read' },
        schema: {
          tags: ['Campaigns'],
          operationId: 'preflightCampaign',
          summary: 'What to put right before it is sent',
          description:
            'Each finding is blocking or a warning, with what to do. `send` and `schedule` answer 422 ' +
            'with the blocking ones. Which warnings block too is a setting of the tenant: ' +
            '`preflight.blocking` of `PATCH /tenants/{id}`.',
          params: IdParams,
          response: { 200: PreflightReply },
        },
      },
      (request) => preflightCampaign(db, deps, principalOf(request), request.params.id),
    );
  };
}
