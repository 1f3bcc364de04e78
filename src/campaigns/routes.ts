import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Database } from '../db/database.ts';
import type { DueClock } from '../db/due-clock.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import { once, onceOutside } from '../http/idempotency.ts';
import { changing } from './audited.ts';
import { cancelCampaign, settleCancel } from './cancel.ts';
import { controlRoutes } from './control-routes.ts';
import { localeCoverage } from './locale-coverage.ts';
import { preflightRoutes } from './preflight/routes.ts';
import { type PreflightDeps, prepareReady } from './preflight/service.ts';
import { reportRoutes } from './report-routes.ts';
import { scheduleCampaign } from './schedule.ts';
import {
  CampaignChange,
  CampaignCreate,
  CampaignList,
  CampaignQuery,
  CampaignReply,
  CoverageReply,
  NoBody,
  ScheduleBody,
  TestBody,
  TestReply,
} from './schemas.ts';
import { sendCampaign } from './send.ts';
import {
  changeCampaign,
  createCampaign,
  deleteCampaign,
  duplicateCampaign,
  getCampaign,
  listCampaigns,
} from './service.ts';
import { type DeliverNow, sendTest } from './test-send.ts';

export type CampaignDeps = PreflightDeps & {
  db: Database;
  deliverNow: DeliverNow;
  /** What time it is for schedules. */
  clock: DueClock;
};

const tags = ['Campaigns'];
const read = { config: { scope: 'campaigns:read' } } as const;

/** The HTTP border of campaigns (contract: Campaigns). */
export function campaignRoutes(deps: CampaignDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    await app.register(editing(deps));
    await app.register(sending(deps));
    await app.register(controlRoutes(deps));
    await app.register(reportRoutes(deps));
    await app.register(preflightRoutes(deps));
  };
}

function editing({ db, suppressionKey }: CampaignDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/campaigns',
      {
        ...changing('create'),
        schema: {
          tags,
          operationId: 'createCampaign',
          summary: 'Create a campaign',
          body: CampaignCreate,
          response: { 201: CampaignReply },
        },
      },
      (request, reply) =>
        once(db, request, reply.code(201), (tx) =>
          createCampaign(tx, principalOf(request).tenantId, request.body),
        ),
    );
    app.get(
      '/campaigns',
      {
        ...read,
        schema: {
          tags,
          operationId: 'listCampaigns',
          summary: 'List campaigns, newest first',
          querystring: CampaignQuery,
          response: { 200: CampaignList },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => listCampaigns(tx, tenantId, request.query));
      },
    );
    app.get(
      '/campaigns/:id',
      {
        ...read,
        schema: {
          tags,
          operationId: 'getCampaign',
          summary: 'A campaign with its counts',
          params: IdParams,
          response: { 200: CampaignReply },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => getCampaign(tx, tenantId, request.params.id));
      },
    );
    app.patch(
      '/campaigns/:id',
      {
        ...changing('update'),
        schema: {
          tags,
          operationId: 'updateCampaign',
          summary: 'Change a draft',
          params: IdParams,
          body: CampaignChange,
          response: { 200: CampaignReply },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        return runChange(db, request, (tx) => changeCampaign(tx, tenantId, id, request.body));
      },
    );
    app.delete(
      '/campaigns/:id',
      {
        ...changing('delete'),
        schema: {
          tags,
          operationId: 'deleteCampaign',
          summary: 'Delete a draft',
          params: IdParams,
          response: { 200: Type.Object({ deleted: Type.Boolean(), id: Type.String() }) },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return runChange(db, request, (tx) => deleteCampaign(tx, tenantId, request.params.id));
      },
    );
    app.post(
      '/campaigns/:id/duplicate',
      {
        ...changing('duplicate'),
        schema: {
          tags,
          operationId: 'duplicateCampaign',
          summary: 'Copy a campaign into a new draft',
          params: IdParams,
          body: NoBody,
          response: { 201: CampaignReply },
        },
      },
      (request, reply) =>
        once(db, request, reply.code(201), (tx) =>
          duplicateCampaign(tx, principalOf(request).tenantId, request.params.id),
        ),
    );
    app.get(
      '/campaigns/:id/locale-coverage',
      {
        ...read,
        schema: {
          tags,
          operationId: 'getLocaleCoverage',
          summary: 'Audience by locale, and whether a variant speaks it',
          params: IdParams,
          response: { 200: CoverageReply },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        return inTenant(db, tenantId, (tx) => localeCoverage(tx, tenantId, id, suppressionKey));
      },
    );
  };
}

function sending(deps: CampaignDeps): FastifyPluginAsyncTypebox {
  const { db } = deps;
  return async (app) => {
    app.post(
      '/campaigns/:id/test',
      {
        ...changing('test'),
        schema: {
          tags,
          operationId: 'testCampaign',
          summary: 'Send a test to 1–5 addresses',
          params: IdParams,
          body: TestBody,
          response: { 200: TestReply },
        },
      },
      (request, reply) =>
        onceOutside(db, request, reply, async () => {
          const { params, body } = request;
          const tested = await sendTest(deps, principalOf(request), params.id, body);
          return runChange(db, request, async () => tested);
        }),
    );
    app.post(
      '/campaigns/:id/schedule',
      {
        ...changing('schedule'),
        schema: {
          tags,
          operationId: 'scheduleCampaign',
          summary: 'Schedule, or move the schedule',
          params: IdParams,
          body: ScheduleBody,
          response: { 200: CampaignReply },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const principal = principalOf(request);
        await prepareReady(db, deps, principal, id);
        return once(db, request, reply, (tx) =>
          scheduleCampaign(tx, principal, id, request.body, deps),
        );
      },
    );
    app.post(
      '/campaigns/:id/send',
      {
        ...changing('send'),
        schema: {
          tags,
          operationId: 'sendCampaign',
          summary: 'Send now (asynchronous)',
          params: IdParams,
          body: NoBody,
          response: { 202: CampaignReply },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const principal = principalOf(request);
        await prepareReady(db, deps, principal, id);
        return once(db, request, reply.code(202), (tx) => sendCampaign(tx, principal, id, deps));
      },
    );
    app.post(
      '/campaigns/:id/cancel',
      {
        ...changing('cancel'),
        schema: {
          tags,
          operationId: 'cancelCampaign',
          summary: 'Cancel; the answer says who got it',
          params: IdParams,
          body: NoBody,
          response: { 200: CampaignReply },
        },
      },
      (request, reply) =>
        onceOutside(db, request, reply, async () => {
          const { tenantId } = principalOf(request);
          const { id } = request.params;
          await runChange(db, request, (tx) => cancelCampaign(tx, tenantId, id));
          return settleCancel(db, tenantId, id);
        }),
    );
  };
}
