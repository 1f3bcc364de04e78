import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { pageQuery } from '../http/paging.ts';
import { OUTBOX_CSP } from './layout.ts';
import { MESSAGE_CSP, messageDocument, messagePage, missingPage, VIEWS } from './message-page.ts';
import { listPage } from './pages.ts';
import { listOutbox, type OutboxMessage, readOutboxMessage } from './store.ts';

export type OutboxRoutesOptions = {
  dir: string;
  /** Whether this request may see the outbox; to others its routes don't exist. */
  allow(request: FastifyRequest): boolean | Promise<boolean>;
};

const ListQuery = Type.Object({
  ...pageQuery(100),
  q: Type.String({ maxLength: 200, default: '' }),
  tenantId: Type.Optional(Type.String({ maxLength: 36 })),
  format: Type.Optional(Type.Enum(['html', 'json'])),
});

const MessageQuery = Type.Object({
  view: Type.Optional(Type.Enum([...VIEWS])),
  format: Type.Optional(Type.Enum(['html', 'json'])),
});

const MessageParams = Type.Object({ id: Type.String() });

/** The local outbox in a browser, and the same as JSON with `?format=json`. */
export async function outboxRoutes(
  app: FastifyInstance,
  { dir, allow }: OutboxRoutesOptions,
): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>();
  // Before validation, so that a guess gets the same 404 as any path that isn't there.
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!(await allow(request))) return reply.callNotFound();
  };
  const config = { public: true };

  routes.get(
    '/outbox',
    { config, onRequest, schema: { hide: true, querystring: ListQuery } },
    async (request, reply) => {
      const page = await listOutbox(dir, request.query);
      if (request.query.format === 'json') return privately(reply).send(withoutTenants(page));
      const origin = `${request.protocol}://${request.host}`;
      return sendPage(reply, listPage(page, request.query.q.trim(), origin));
    },
  );

  routes.get(
    '/outbox/:id',
    { config, onRequest, schema: { hide: true, params: MessageParams, querystring: MessageQuery } },
    async (request, reply) => {
      const message = await readOutboxMessage(dir, request.params.id);
      if (request.query.format === 'json') {
        return message === null ? reply.callNotFound() : privately(reply).send(asJson(message));
      }
      if (message === null) return sendPage(reply.code(404), missingPage());
      return sendPage(reply, messagePage(message, request.query.view));
    },
  );

  routes.get(
    '/outbox/:id/html',
    { config, onRequest, schema: { hide: true, params: MessageParams } },
    async (request, reply) => {
      const message = await readOutboxMessage(dir, request.params.id);
      if (message?.html == null) return sendPage(reply.code(404), missingPage());
      return sendHtml(reply, MESSAGE_CSP, messageDocument(message.html));
    },
  );
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return sendHtml(reply.header('x-frame-options', 'DENY'), OUTBOX_CSP, page);
}

function sendHtml(reply: FastifyReply, policy: string, document: string): FastifyReply {
  return privately(reply)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .send(document);
}

/** Mail is personal: nothing between us and the reader keeps a copy. */
function privately(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store');
}

function withoutTenants(page: Awaited<ReturnType<typeof listOutbox>>) {
  return { ...page, data: page.data.map(({ tenantId: _, ...entry }) => entry) };
}

function asJson({ id, headers, from, to, subject, text, html, source }: OutboxMessage) {
  return { id, headers, from, to, subject, text, html, source };
}
