import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Database } from '../db/database.ts';
import type { DueClock } from '../db/due-clock.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import { once, onceOutside } from '../http/idempotency.ts';
import { changing } from './audited.ts';
import { pauseCampaign, resumeCampaign } from './pause.ts';
import { progressStream } from './progress-stream.ts';
import { listRecipients } from './recipients.ts';
import {
  CampaignReply,
  ChangedReply,
  ChoiceBody,
  NoBody,
  RecipientList,
  RecipientQuery,
  ResolveBody,
  WavesQuery,
  WavesReply,
} from './schemas.ts';
import { resolveUnknown, retryFailed } from './send-again.ts';
import { getCampaign } from './service.ts';
import { PATIENCE_MS, settleCampaign } from './settle.ts';
import { showWaves } from './show-waves.ts';

const tags = ['Campaigns'];
const params = IdParams;
const read = { config: { scope: 'campaigns:read' } } as const;

export type ControlDeps = { db: Database; suppressionKey: Buffer; clock: DueClock };

/** Watching and steering a running campaign: extensions of the contract. */
export function controlRoutes(deps: ControlDeps): FastifyPluginAsyncTypebox {
  const { db, clock } = deps;
  return async (app) => {
    app.post(
      '/campaigns/:id/pause',
      {
        ...changing('pause'),
        schema: {
          tags,
          operationId: 'pauseCampaign',
          summary: 'Pause within a second, in all workers',
          params,
          body: NoBody,
          response: { 200: CampaignReply },
        },
      },
      (request, reply) =>
        onceOutside(db, request, reply, async () => {
          const { tenantId } = principalOf(request);
          const { id } = request.params;
          await runChange(db, request, (tx) => pauseCampaign(tx, tenantId, id));
          return settleCampaign(db, tenantId, id, performance.now() + PATIENCE_MS);
        }),
    );
    app.post(
      '/campaigns/:id/resume',
      {
        ...changing('resume'),
        schema: {
          tags,
          operationId: 'resumeCampaign',
          summary: 'Go on with a paused campaign',
          params,
          body: NoBody,
          response: { 200: CampaignReply },
        },
      },
      (request, reply) =>
        once(db, request, reply, (tx) =>
          resumeCampaign(tx, principalOf(request).tenantId, request.params.id, clock),
        ),
    );
    app.post(
      '/campaigns/:id/retry-failed',
      {
        ...changing('retry_failed'),
        schema: {
          tags,
          operationId: 'retryFailed',
          summary: 'Send again to chosen failures, or to all',
          params,
          body: ChoiceBody,
          response: { 202: ChangedReply },
        },
      },
      (request, reply) =>
        once(db, request, reply.code(202), (tx) =>
          retryFailed(tx, principalOf(request).tenantId, request.params.id, request.body ?? {}),
        ),
    );
    app.post(
      '/campaigns/:id/resolve-unknown',
      {
        ...changing('resolve_unknown'),
        schema: {
          tags,
          operationId: 'resolveUnknown',
          summary: 'Send messages in doubt again, or leave them',
          params,
          body: ResolveBody,
          response: { 202: ChangedReply },
        },
      },
      (request, reply) =>
        once(db, request, reply.code(202), (tx) => {
          const { action, ...choice } = request.body;
          const { tenantId } = principalOf(request);
          return resolveUnknown(tx, tenantId, request.params.id, action, choice);
        }),
    );
    app.get(
      '/campaigns/:id/recipients',
      {
        ...read,
        schema: {
          tags,
          operationId: 'listRecipients',
          summary: 'The ledger: who got it, and what the server said',
          params,
          querystring: RecipientQuery,
          response: { 200: RecipientList },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        return inTenant(db, tenantId, (tx) => listRecipients(tx, tenantId, id, request.query));
      },
    );
    app.get(
      '/campaigns/:id/waves',
      {
        ...read,
        schema: {
          tags,
          operationId: 'listWaves',
          summary: 'Who gets it when, in each person’s own time',
          params,
          querystring: WavesQuery,
          response: { 200: WavesReply },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { params, query } = request;
        return inTenant(db, tenantId, (tx) => showWaves(tx, tenantId, params.id, query, deps));
      },
    );
    app.get(
      '/campaigns/:id/events',
      {
        ...read,
        schema: {
          tags,
          operationId: 'streamProgress',
          summary: 'Progress as server-sent events, until the campaign ends',
          params,
          response: {
            200: {
              description: '`progress` events: id, status, stats, rate, eta, reason, stalledSince',
              content: { 'text/event-stream': { schema: Type.String() } },
            },
          },
        },
      },
      (request, reply) => streamProgress(db, request, reply, request.params.id),
    );
  };
}

/** The stream ends with the campaign, with the reader, with what lets the reader in, and with the server. */
async function streamProgress(
  db: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
) {
  const { tenantId } = principalOf(request);
  // The 404 has to come before the headers of a stream.
  await inTenant(db, tenantId, (tx) => getCampaign(tx, tenantId, id));
  const reader = new AbortController();
  reply.raw.on('close', () => reader.abort());
  const signal = AbortSignal.any([reader.signal, request.server.stopping]);
  const mayGoOn = () => request.server.stillAdmits(request);
  return reply
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .type('text/event-stream; charset=utf-8')
    .send(Readable.from(progressStream(db, tenantId, id, { signal, mayGoOn })));
}
