import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { IdParams } from '../http/fields.ts';
import { exportRecipients } from './export-recipients.ts';
import { reportCampaign } from './report.ts';
import { RecipientExportQuery, ReportQuery, ReportReply } from './report-schemas.ts';
import { getCampaign } from './service.ts';

const tags = ['Campaigns'];
const read = { config: { scope: 'campaigns:read' } } as const;

/** What became of a campaign: extensions of the contract. */
export function reportRoutes({ db }: { db: Database }): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/campaigns/:id/report',
      {
        ...read,
        schema: {
          tags,
          operationId: 'getCampaignReport',
          summary: 'What became of it: failures, skips, opens, clicks, over time',
          description:
            'From counts that are kept with each change, and an index of what failed or was skipped: ' +
            'about 0.1 s at 200,000 recipients. Counts are those of this moment.',
          params: IdParams,
          querystring: ReportQuery,
          response: { 200: ReportReply },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { timezone } = request.query;
        return inTenant(db, tenantId, (tx) =>
          reportCampaign(tx, tenantId, request.params.id, timezone),
        );
      },
    );
    app.get(
      '/campaigns/:id/recipients/export',
      {
        ...read,
        schema: {
          tags,
          operationId: 'exportRecipients',
          summary: 'The ledger as CSV: who got it, when, and what the server said',
          description:
            'Sent as it is read, whatever the number. Cells that a spreadsheet would run as a formula ' +
            'begin with an apostrophe. An erased address is empty.',
          params: IdParams,
          querystring: RecipientExportQuery,
          response: { 200: { content: { 'text/csv': { schema: Type.String() } } } },
        },
      },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        // The 404 has to come before the headers of a file.
        await inTenant(db, tenantId, (tx) => getCampaign(tx, tenantId, id));
        reply.type('text/csv; charset=utf-8');
        reply.header('content-disposition', 'attachment; filename="recipients.csv"');
        return exportRecipients(db, tenantId, id, request.query.status ?? null) as never;
      },
    );
  };
}
