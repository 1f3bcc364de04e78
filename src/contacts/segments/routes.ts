import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database, Tx } from '../../db/database.ts';
import { inTenant } from '../../db/transaction.ts';
import { principalOf } from '../../http/access.ts';
import { runChange } from '../../http/change.ts';
import { IdParams } from '../../http/fields.ts';
import { once, onceOutside } from '../../http/idempotency.ts';
import { countContactsOf } from './count.ts';
import { inCountingRoom } from './counting-room.ts';
import {
  CountBody,
  CountReply,
  SegmentChange,
  SegmentContacts,
  SegmentContactsQuery,
  SegmentCreate,
  SegmentDeleted,
  SegmentList,
  SegmentQuery,
  SegmentReply,
  SegmentShown,
} from './schemas.ts';
import { segmentContacts } from './segment-contacts.ts';
import {
  changeSegment,
  createSegment,
  deleteSegment,
  getSegment,
  listSegments,
  showSegment,
} from './service.ts';

export type SegmentDeps = { db: Database; suppressionKey: Buffer };

const tags = ['Segments'];
const params = IdParams;
const read = { config: { scope: 'contacts:read' } } as const;

/** The config of a route that changes segments. A filter may name people, so the audit log has none. */
function changing(verb: 'create' | 'update' | 'delete') {
  const audit = { action: `segment.${verb}`, fields: ['name'] };
  if (verb === 'create') return { scope: 'contacts:write', audit } as const;
  return { scope: 'contacts:write', audit: { ...audit, before } } as const;
}

function before(tx: Tx, tenantId: string, { id }: Record<string, string>) {
  return getSegment(tx, tenantId, id!);
}

/** Saved filters of contacts (an extension of the contract). */
export function segmentRoutes({ db, suppressionKey }: SegmentDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/segments',
      {
        config: changing('create'),
        schema: {
          tags,
          operationId: 'createSegment',
          summary: 'Save a filter of contacts',
          body: SegmentCreate,
          response: { 201: SegmentReply },
        },
      },
      (request, reply) =>
        once(db, request, reply.code(201), (tx) =>
          createSegment(tx, principalOf(request).tenantId, request.body),
        ),
    );
    app.get(
      '/segments',
      {
        ...read,
        schema: {
          tags,
          operationId: 'listSegments',
          summary: 'List segments by name',
          querystring: SegmentQuery,
          response: { 200: SegmentList },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => listSegments(tx, tenantId, request.query));
      },
    );
    app.post(
      '/segments/count',
      {
        ...read,
        schema: {
          tags,
          operationId: 'countSegment',
          summary: 'Count the contacts of a filter, a segment or an audience; changes nothing',
          description:
            'Says whether indexes answer it. A filter that none answers is counted all the same, and ' +
            'estimated when that takes too long.',
          body: CountBody,
          response: { 200: CountReply },
        },
      },
      (request, reply) =>
        onceOutside(db, request, reply, () => {
          const { tenantId } = principalOf(request);
          const { atMostMs: longestMs, sample: shown, ...asked } = request.body;
          const options = { longestMs, shown, suppressionKey };
          return inCountingRoom(tenantId, () => countContactsOf(db, tenantId, asked, options));
        }),
    );
    app.get(
      '/segments/:id',
      {
        ...read,
        schema: {
          tags,
          operationId: 'getSegment',
          summary: 'Show a segment, and what uses it',
          params,
          response: { 200: SegmentShown },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => showSegment(tx, tenantId, request.params.id));
      },
    );
    app.get(
      '/segments/:id/contacts',
      {
        ...read,
        schema: {
          tags,
          operationId: 'listSegmentContacts',
          summary: 'Contacts of a segment as it is now, newest first',
          params,
          querystring: SegmentContactsQuery,
          response: { 200: SegmentContacts },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return segmentContacts(db, tenantId, request.params.id, request.query, suppressionKey);
      },
    );
    app.patch(
      '/segments/:id',
      {
        config: changing('update'),
        schema: {
          tags,
          operationId: 'updateSegment',
          summary: 'Change only what is sent; campaigns that have started keep the old filter',
          params,
          body: SegmentChange,
          response: { 200: SegmentReply },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        return runChange(db, request, (tx) => changeSegment(tx, tenantId, id, request.body));
      },
    );
    app.delete(
      '/segments/:id',
      {
        config: changing('delete'),
        schema: {
          tags,
          operationId: 'deleteSegment',
          summary: 'Delete a segment that no other one and no campaign that is not over uses',
          params,
          response: { 200: SegmentDeleted },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return runChange(db, request, (tx) => deleteSegment(tx, tenantId, request.params.id));
      },
    );
  };
}
