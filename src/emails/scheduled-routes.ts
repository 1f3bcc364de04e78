import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import { once, onceByBody, refuseOtherRequest } from '../http/idempotency.ts';
import { PageMeta, pageQuery } from '../http/paging.ts';
import { readDraft } from './draft.ts';
import type { EnqueueDeps } from './enqueue.ts';
import { readRecipient } from './read-fields.ts';
import { Cancelled, Scheduled } from './reply-schemas.ts';
import { cancelScheduled, listScheduled, scheduleEmail } from './schedule-email.ts';
import { ScheduleEmail } from './schemas.ts';

const tags = ['Emails'];

/** Emails that wait for their time (contract: Transactional). */
export function scheduledRoutes(
  deps: EnqueueDeps & { db: Database },
  bodyLimit: number,
): FastifyPluginAsync {
  const { db } = deps;
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.post(
      '/scheduled-emails',
      {
        config: { scope: 'email:send', audit: { action: 'email.schedule', fields: ['sendAt'] } },
        bodyLimit,
        schema: {
          operationId: 'scheduleEmail',
          summary: 'Send one email at a given instant',
          description:
            'A template version is rendered at that time; if it is not published any more then, ' +
            'the email fails. So does one whose address is suppressed by then.',
          tags,
          body: ScheduleEmail,
          response: { 201: Scheduled },
        },
      },
      async (request, reply) => {
        const principal = principalOf(request);
        const { to, data, sendAt, idempotencyKey, ...input } = request.body;
        await refuseOtherRequest(db, request, idempotencyKey);
        const recipient = readRecipient(to, data);
        const draft = await readDraft(principal.tenantId, input);
        return once(db, request, reply.code(201), (tx) =>
          onceByBody(tx, request, reply, idempotencyKey, () =>
            scheduleEmail(tx, deps, principal, draft, recipient, new Date(sendAt)),
          ),
        );
      },
    );

    app.get(
      '/scheduled-emails',
      {
        config: { scope: 'email:read' },
        schema: {
          operationId: 'listScheduledEmails',
          summary: 'List the emails that wait for their time, the next one first',
          tags,
          querystring: Type.Object(pageQuery(100), { additionalProperties: false }),
          response: { 200: Type.Object({ data: Type.Array(Scheduled), meta: PageMeta }) },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => listScheduled(tx, tenantId, request.query));
      },
    );

    app.delete(
      '/scheduled-emails/:id',
      {
        // The hosted product has it so: who may list them may cancel them.
        config: { scope: 'email:read', audit: { action: 'email.cancel', fields: ['status'] } },
        schema: {
          operationId: 'cancelScheduledEmail',
          summary: 'Cancel an email that waits for its time; 409 once it is on its way',
          tags,
          params: IdParams,
          response: { 200: Cancelled },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return runChange(db, request, (tx) => cancelScheduled(tx, tenantId, request.params.id));
      },
    );
  };
  return routes;
}
