import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import { once } from '../http/idempotency.ts';
import { pageQuery } from '../http/paging.ts';
import { notFound } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import type { ConsentMethod, Means } from './consent-record.ts';
import { type ConsentDeps, consentRoutes } from './consent-routes.ts';
import {
  BulkReply,
  ContactDetail,
  ContactPatch,
  ContactReply,
  ContactUpsert,
} from './contact-fields.ts';
import { readChange, type Upsert } from './contact-input.ts';
import { exportRoute } from './export-route.ts';
import { listFilter, readInstant } from './list-filter.ts';
import {
  type LiftUnsubscribe,
  patchContact,
  readBatch,
  upsertBatch,
  upsertContact,
} from './save-contacts.ts';
import { findWithinLimit, queriedSegment } from './segments/segment-contacts.ts';
import {
  eraseContact,
  type ForgetContact,
  findContact,
  listContacts,
  showContact,
  showContactById,
} from './service.ts';
import { lastConsent } from './show-consent.ts';
import { createTurns } from './turns.ts';

const MAX_PAGE = 500;
const MAX_ROWS = 1_000;
const tags = ['Contacts'];
const BULK_COUNTS = ['created', 'updated', 'unchanged', 'failed'];

/** `suppressionKey`: the instance's key for `address_hash()`. */
export type ContactDeps = ConsentDeps & {
  /** What other nouns do when a person is erased, in this order. */
  forget: ForgetContact[];
  liftUnsubscribe: LiftUnsubscribe;
};

// The parameter has one name on every method: to OpenAPI /contacts/{a} and /contacts/{b} are one path.
const IdOrExternalId = Type.Object({
  id: Type.String({ description: 'The externalId, or the id' }),
});

const ListQuery = Type.Object(
  {
    ...pageQuery(MAX_PAGE),
    cursor: Type.Optional(
      Type.String({ description: '`meta.nextCursor` of the page before; `page` is ignored then' }),
    ),
    counted: Type.Boolean({
      default: true,
      description: 'false: without `total` and `totalPages`, which take long with many contacts',
    }),
    ...listFilter,
  },
  { additionalProperties: false },
);

const ListReply = Type.Object({
  data: Type.Array(ContactReply),
  meta: Type.Object({
    page: Type.Optional(Type.Integer()),
    limit: Type.Integer(),
    total: Type.Optional(
      Type.Integer({ description: 'Not counted after a cursor, or in a segment' }),
    ),
    totalPages: Type.Optional(Type.Integer()),
    nextCursor: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  }),
});

const BulkBody = Type.Object(
  {
    // Any value passes here: rows are checked one by one, and a bad one fails alone.
    contacts: Type.Array(Type.Union([Type.Unknown(), ContactUpsert]), {
      minItems: 1,
      maxItems: MAX_ROWS,
      description: 'Rows like the body of `PUT /contacts`; a row that is not fails alone',
    }),
  },
  { additionalProperties: false },
);

export function contactRoutes(deps: ContactDeps): FastifyPluginAsyncTypebox {
  const { db, suppressionKey, forget, liftUnsubscribe } = deps;
  const inTurn = createTurns();
  return async (server) => {
    await server.register(exportRoute(deps));
    await server.register(consentRoutes(deps));

    server.put(
      '/contacts',
      {
        config: { scope: 'contacts:write', audit: { action: 'contact.upsert' } },
        schema: {
          operationId: 'upsertContact',
          summary: 'Create or update a contact, by externalId if given, else by address',
          description:
            'Missing fields are kept, null clears, `attributes` are replaced as a whole. ' +
            '`optIn: true` brings an unsubscribed contact back only with a newer `consentVersion`.',
          tags,
          body: ContactUpsert,
          response: { 200: ContactReply },
        },
      },
      async (request) => {
        const change = readChange(request.body) as Upsert;
        const { tenantId } = principalOf(request);
        const means = meansOf(request, 'api');
        return runChange(db, request, async (tx) => {
          const id = await upsertContact(tx, tenantId, change, liftUnsubscribe, means);
          return showContactById(tx, tenantId, id, suppressionKey);
        });
      },
    );

    server.patch(
      '/contacts/:id',
      {
        config: { scope: 'contacts:write', audit: { action: 'contact.update' } },
        schema: {
          operationId: 'updateContact',
          summary: 'Change only what is sent',
          tags,
          params: IdParams,
          body: ContactPatch,
          response: { 200: ContactReply },
        },
      },
      async (request) => {
        const { id } = request.params;
        if (!isId(id)) throw notFound('Contact');
        const change = readChange(request.body);
        const { tenantId } = principalOf(request);
        const means = meansOf(request, 'api');
        return runChange(db, request, async (tx) => {
          await patchContact(tx, tenantId, id, change, liftUnsubscribe, means);
          return showContactById(tx, tenantId, id, suppressionKey);
        });
      },
    );

    server.post(
      '/contacts/bulk',
      {
        config: {
          scope: 'contacts:write',
          bulk: true,
          audit: { action: 'contact.bulk', fields: BULK_COUNTS },
        },
        schema: {
          operationId: 'upsertContacts',
          summary: 'Create or update up to 1,000 contacts',
          description:
            'Rows are applied as if sent one after the other; one that fails is listed with its ' +
            'reason and does not hold up the others. So does one of a person who was erased.',
          tags,
          body: BulkBody,
          response: { 200: BulkReply },
        },
      },
      async (request, reply) => {
        const batch = readBatch(request.body.contacts);
        const { tenantId } = principalOf(request);
        const way = { lift: liftUnsubscribe, means: meansOf(request, 'bulk'), suppressionKey };
        return inTurn(tenantId, () =>
          once(db, request, reply.code(200), (tx) => upsertBatch(tx, tenantId, batch, way)),
        );
      },
    );

    server.get(
      '/contacts',
      {
        config: { scope: 'contacts:read' },
        schema: {
          operationId: 'listContacts',
          summary: 'List contacts, newest first, by page or by cursor',
          tags,
          querystring: ListQuery,
          response: { 200: ListReply },
        },
      },
      async (request) => {
        const { updatedSince, segmentId, ...query } = request.query;
        const since = updatedSince === undefined ? undefined : readInstant(updatedSince);
        const { tenantId } = principalOf(request);
        const filter = { ...query, updatedSince: since };
        if (segmentId === undefined) {
          return inTenant(db, tenantId, (tx) => listContacts(tx, tenantId, filter, suppressionKey));
        }
        return findWithinLimit(db, tenantId, async (tx) => {
          const condition = await queriedSegment(tx, tenantId, segmentId);
          return listContacts(tx, tenantId, { ...filter, condition }, suppressionKey);
        });
      },
    );

    server.get(
      '/contacts/:id',
      {
        config: { scope: 'contacts:read' },
        schema: {
          operationId: 'getContact',
          summary: 'Show a contact, by externalId or id',
          tags,
          params: IdOrExternalId,
          response: { 200: ContactDetail },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, async (tx) => {
          const contact = await showContact(tx, tenantId, request.params.id, suppressionKey);
          return { ...contact, consent: await lastConsent(tx, tenantId, contact.id) };
        });
      },
    );

    server.delete(
      '/contacts/:id',
      {
        config: { scope: 'contacts:write', audit: { action: 'contact.erase', before: contactId } },
        schema: {
          operationId: 'eraseContact',
          summary: 'Erase a person, by externalId or id',
          description:
            'Removes the contact and its personal data everywhere. Suppressions stay as a keyed ' +
            'hash, so that a later import does not bring the person back.',
          tags,
          params: IdOrExternalId,
          response: {
            200: Type.Object({
              deleted: Type.Literal(true),
              externalId: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
            }),
          },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        return runChange(db, request, (tx) =>
          eraseContact(tx, tenantId, request.params.id, forget),
        );
      },
    );
  };
}

/** The IP address isn't the person's: a request comes from the tenant's server. */
function meansOf(request: FastifyRequest, method: ConsentMethod): Means {
  return { method, actor: principalOf(request).actor };
}

/** For the audit log: which contact it was, whose id outlives it in the ledger. Nothing about the person. */
async function contactId(tx: Tx, tenantId: string, { id }: Record<string, string>) {
  const contact = await findContact(tx, tenantId, id!);
  return contact ? { id: contact.id } : {};
}
