import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Sender } from '../campaigns/message-program.ts';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { IdParams } from '../http/fields.ts';
import { domainOf } from '../lib/address.ts';
import { invalidField, PressrunError } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { dailyCounts } from './daily.ts';
import { DailyQuery, DailyReply } from './daily-schemas.ts';
import { listLog, showLogEntry } from './log.ts';
import { LogContent, LogDetail, LogPage, LogQuery } from './log-schemas.ts';
import { readAddress } from './read-fields.ts';
import { showContent } from './shown-content.ts';

const tags = ['Emails'];
const config = { scope: 'email:read' } as const;

/** The email log: emails and the copies of campaigns (contract: Transactional). */
export function logRoutes({ db, sender }: { db: Database; sender: Sender }): FastifyPluginAsync {
  const domain = domainOf(sender.from.address);
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.get(
      '/emails/logs',
      {
        config,
        schema: {
          operationId: 'listEmailLogs',
          summary: 'List what was sent, newest first: emails and the copies of campaigns',
          description:
            "A campaign's copies count as created when it started. `page` reaches 10,000 rows; " +
            '`cursor` all of them. The state of an address that a server called dead is FAILED.',
          tags,
          querystring: LogQuery,
          response: { 200: LogPage },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { page, limit, cursor, status, to, campaignId, kind, from, until } = request.query;
        if (campaignId !== undefined && !isId(campaignId)) {
          throw invalidField('campaignId', 'is not the id of a campaign');
        }
        const query = {
          ...{ page, limit, cursor, status: status ?? null, campaignId: campaignId ?? null },
          kind: kind ?? null,
          to: to === undefined ? null : readAddress('to', to),
          from: from === undefined ? null : new Date(from),
          until: until === undefined ? null : new Date(until),
        };
        return inTenant(db, tenantId, (tx) => listLog(tx, tenantId, query, domain));
      },
    );

    app.get(
      '/emails/stats',
      {
        config,
        schema: {
          operationId: 'getDailyStats',
          summary: 'What became of all mail, day by day',
          description:
            'From counts that are kept by the hour, so it costs the same whatever was sent. In a zone ' +
            'that is half an hour off, an hour that two days share is of the earlier one.',
          tags,
          querystring: DailyQuery,
          response: { 200: DailyReply },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        const { days, timezone } = request.query;
        const data = await inTenant(db, tenantId, (tx) =>
          dailyCounts(tx, tenantId, { days, timezone }, new Date()),
        );
        return { timezone, data };
      },
    );

    app.get(
      '/emails/logs/:id',
      {
        config,
        schema: {
          operationId: 'getEmailLog',
          summary: 'Show one message with its events',
          tags,
          params: IdParams,
          response: { 200: LogDetail },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        return inTenant(db, tenantId, (tx) => showLogEntry(tx, tenantId, id, domain));
      },
    );

    app.get(
      '/emails/logs/:id/content',
      {
        config,
        schema: {
          operationId: 'getEmailContent',
          summary: 'What a message says to its reader, as far as it is kept',
          description:
            'Rendered anew from what is there now: its links of Pressrun lead nowhere, nothing is ' +
            'tracked. Bodies of emails are kept for 7 days after their end. A key also needs ' +
            '`contacts:read`.',
          tags,
          params: IdParams,
          response: { 200: LogContent },
        },
      },
      (request) => {
        const { tenantId, scopes } = principalOf(request);
        // It prints what is stored about a contact.
        if (!scopes.includes('contacts:read')) {
          throw new PressrunError('forbidden', 'Missing required API key scope: contacts:read');
        }
        return inTenant(db, tenantId, (tx) => showContent(tx, tenantId, request.params.id));
      },
    );
  };
  return routes;
}
