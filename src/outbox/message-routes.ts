import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { principalOf } from '../http/access.ts';
import { IdParams } from '../http/fields.ts';
import { notFound } from '../lib/errors.ts';
import { OutboxList, OutboxMessage, OutboxQuery, SHOWN_SOURCE } from './message-schemas.ts';
import { parseMessageId } from './outbox.ts';
import { listOutbox, readOutboxMessage } from './store.ts';

export type MessageRoutesOptions = {
  dir: string;
  /** Whether mail of live keys and campaigns goes there too: the instance has no relay. */
  takesLiveMail: boolean;
};

const tags = ['Outbox'];
const config = { scope: 'email:read' } as const;

/** A tenant's own part of the local outbox (an extension of the contract). */
export function outboxMessageRoutes({
  dir,
  takesLiveMail,
}: MessageRoutesOptions): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onSend', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });

    app.get(
      '/outbox/messages',
      {
        config,
        schema: {
          operationId: 'listOutboxMessages',
          summary: 'List the messages that the local outbox kept of your tenant, newest first',
          description:
            'Mail of test keys always goes there, and all mail while no SMTP_URL is set. Where API ' +
            'and worker run on several machines, the messages are on that of the worker.',
          tags,
          querystring: OutboxQuery,
          response: { 200: OutboxList },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        const { page, limit, q = '' } = request.query;
        const { data, meta } = await listOutbox(dir, { tenantId, page, limit, q });
        return { data: data.map(withInstant), meta, takesLiveMail };
      },
    );

    app.get(
      '/outbox/messages/:id',
      {
        config,
        schema: {
          operationId: 'getOutboxMessage',
          summary: 'Show a message of the local outbox with all its parts',
          tags,
          params: IdParams,
          response: { 200: OutboxMessage },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        const message =
          parseMessageId(id)?.tenantId === tenantId ? await readOutboxMessage(dir, id) : null;
        if (message === null) throw notFound('Message');
        return { ...withInstant(message), source: message.source.slice(0, SHOWN_SOURCE) };
      },
    );
  };
}

function withInstant<T extends { date: string }>(message: T) {
  return { ...message, date: new Date(message.date) };
}
