import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../db/database.ts';
import { principalOf } from '../http/access.ts';
import { once, onceByBody, onceThen, refuseOtherRequest } from '../http/idempotency.ts';
import { newestPublishedVersion } from '../templates/service.ts';
import type { Delivered } from './answer.ts';
import { MAX_ATTACHMENT_BYTES } from './attachments.ts';
import { Answers } from './await-answer.ts';
import { readDraft } from './draft.ts';
import type { Queued } from './email.ts';
import type { EnqueueDeps } from './enqueue.ts';
import { logRoutes } from './log-routes.ts';
import { readRecipient } from './read-fields.ts';
import { BatchReply, Sent } from './reply-schemas.ts';
import { scheduledRoutes } from './scheduled-routes.ts';
import { SendBatch, SendEmail, SendQuery, SendTemplate } from './schemas.ts';
import { sendBatch } from './send-batch.ts';
import { sendEmail } from './send-email.ts';

const tags = ['Emails'];

/** The config of a route that sends: the audit log keeps nothing of whom, or what (P45). */
function sending(verb: 'send' | 'send_template' | 'send_batch') {
  const audit = { action: `email.${verb}`, fields: ['status', 'accepted', 'rejected'] };
  return { scope: 'email:send', audit } as const;
}

/** Room for the files in base64 and the bodies, beside the usual limit of 5 MB. */
export const SEND_LIMIT_BYTES = Math.ceil((MAX_ATTACHMENT_BYTES * 4) / 3) + 6 * 1024 * 1024;

export type EmailDeps = EnqueueDeps & {
  db: Database;
  /** How long `?sync=true` waits; SYNC_SECONDS unless given. */
  syncSeconds?: number | undefined;
};

/** Transactional mail (contract: Transactional). */
export function emailRoutes(deps: EmailDeps): FastifyPluginAsync {
  const { db } = deps;
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    const answers = new Answers(db, app.log, deps.syncSeconds);
    app.addHook('onClose', () => answers.stop());
    await app.register(logRoutes(deps));
    await app.register(scheduledRoutes(deps, SEND_LIMIT_BYTES));

    app.post(
      '/emails/send',
      {
        config: sending('send'),
        bodyLimit: SEND_LIMIT_BYTES,
        schema: {
          operationId: 'sendEmail',
          summary: 'Send one email, ahead of all campaigns',
          description:
            'With `sync=true` the answer says what became of it. Where that takes longer than 30 ' +
            'seconds, it says QUEUED, and the email is sent as any other. 422 for a suppressed address.',
          tags,
          querystring: SendQuery,
          body: SendEmail,
          response: { 200: Sent },
        },
      },
      async (request, reply) => {
        const principal = principalOf(request);
        const { to, data, idempotencyKey, ...input } = request.body;
        await refuseOtherRequest(db, request, idempotencyKey);
        const recipient = readRecipient(to, data);
        const draft = await readDraft(principal.tenantId, input);
        const queued = await onceThen(db, request, reply, (tx) =>
          onceByBody(tx, request, reply, idempotencyKey, () =>
            sendEmail(tx, deps, principal, draft, recipient),
          ),
        );
        return request.query.sync ? delivered(answers, request, reply, queued) : queued;
      },
    );

    app.post(
      '/emails/send-template',
      {
        config: sending('send_template'),
        schema: {
          operationId: 'sendTemplateEmail',
          summary: "Send a template's newest published version",
          tags,
          querystring: SendQuery,
          body: SendTemplate,
          response: { 200: Sent },
        },
      },
      async (request, reply) => {
        const principal = principalOf(request);
        const { tenantId } = principal;
        const { slug, to, data, idempotencyKey, ...input } = request.body;
        await refuseOtherRequest(db, request, idempotencyKey);
        const recipient = readRecipient(to, data);
        // Which version that is, is looked up with the rest: a repeated request has its answer already.
        const draft = await readDraft(tenantId, { ...input, templateVersionId: slug });
        const queued = await onceThen(db, request, reply, (tx) =>
          onceByBody(tx, request, reply, idempotencyKey, async () => {
            const templateVersionId = await newestPublishedVersion(tx, tenantId, slug);
            return sendEmail(tx, deps, principal, { ...draft, templateVersionId }, recipient);
          }),
        );
        return request.query.sync ? delivered(answers, request, reply, queued) : queued;
      },
    );

    app.post(
      '/emails/batch',
      {
        config: sending('send_batch'),
        schema: {
          operationId: 'sendEmailBatch',
          summary: 'Send the same email to up to 100 recipients, each with its own values',
          description: 'Who can not get it is REJECTED with the reason, and holds up nobody.',
          tags,
          body: SendBatch,
          response: { 200: BatchReply },
        },
      },
      async (request, reply) => {
        const principal = principalOf(request);
        const { recipients, idempotencyKey, ...input } = request.body;
        await refuseOtherRequest(db, request, idempotencyKey);
        const draft = await readDraft(principal.tenantId, input);
        return once(db, request, reply, (tx) =>
          onceByBody(tx, request, reply, idempotencyKey, () =>
            sendBatch(tx, deps, principal, draft, recipients),
          ),
        );
      },
    );
  };
  return routes;
}

/** Waits for what becomes of it; who goes away or waits too long finds it in the log. */
async function delivered(
  answers: Answers,
  request: FastifyRequest,
  reply: FastifyReply,
  queued: Queued,
): Promise<Queued | Delivered> {
  const gone = new AbortController();
  reply.raw.on('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, request.server.stopping]);
  return (await answers.of(principalOf(request).tenantId, queued.id, signal)) ?? queued;
}
