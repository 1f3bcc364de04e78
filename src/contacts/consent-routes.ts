import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { Instant, Nullable } from '../http/fields.ts';
import { ConsentPage, ConsentQuery, ConsentReply } from './consent-fields.ts';
import { ContactReply } from './contact-fields.ts';
import { exportContact, type KnownOf, MOST_EXPORTED } from './export-contact.ts';
import { listConsent } from './show-consent.ts';

const tags = ['Contacts'];

const IdOrExternalId = Type.Object({
  id: Type.String({ description: 'The externalId, or the id' }),
});

const Known = Type.Unsafe<object>({ type: 'object', additionalProperties: true });

const ExportReply = Type.Object({
  exportedAt: Instant,
  contact: ContactReply,
  consent: Type.Array(ConsentReply, { description: 'The last one first' }),
  suppression: Nullable(Known),
  messages: Type.Array(Known, {
    description: 'As `GET /emails/logs` shows them, the newest first',
  }),
  events: Type.Array(Known, { description: 'As webhooks tell them, the newest first' }),
  hits: Type.Array(Known, {
    description: 'Single opens and clicks, machines’ too, the newest first; kept for 90 days',
  }),
  isComplete: Type.Boolean({
    description: `False: only the newest ${MOST_EXPORTED} messages, events and hits are here`,
  }),
});

export type ConsentDeps = { db: Database; suppressionKey: Buffer; known: KnownOf };

/** What one person may ask for: what they agreed to, and all that is kept of them (P46). */
export function consentRoutes({
  db,
  suppressionKey,
  known,
}: ConsentDeps): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/contacts/:id/consent',
      {
        config: { scope: 'contacts:read' },
        schema: {
          operationId: 'listConsent',
          summary: 'What a contact opted in to and out of, when and how; the last record first',
          description:
            'Written with each change of `optIn`, and of `consentVersion` while opted in. Nothing ' +
            'changes or deletes a record, except the erasure of the person.',
          tags,
          params: IdOrExternalId,
          querystring: ConsentQuery,
          response: { 200: ConsentPage },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) =>
          listConsent(tx, tenantId, request.params.id, request.query),
        );
      },
    );

    server.get(
      '/contacts/:id/export',
      {
        config: { scope: 'contacts:read' },
        schema: {
          operationId: 'exportContact',
          summary: 'All that is kept of one person, as one document (GDPR Art. 15 and 20)',
          tags,
          params: IdOrExternalId,
          response: { 200: ExportReply },
        },
      },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        const document = await inTenant(db, tenantId, (tx) =>
          exportContact(tx, tenantId, request.params.id, { suppressionKey, known }),
        );
        const name = `contact-${document.contact.id}.json`;
        reply.header('content-disposition', `attachment; filename="${name}"`);
        return document;
      },
    );
  };
}
