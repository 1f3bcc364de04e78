import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import { once } from '../http/idempotency.ts';
import type { LoginDeps } from '../users/login.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { inviteMember, listInvitations, resendInvitation, revokeInvitation } from './invite.ts';
import {
  Acceptance,
  AcceptedInvitation,
  Invitation,
  InvitationList,
  InvitationParams,
  InvitationRevoked,
  NewMember,
} from './schemas.ts';

const tags = ['Members'];
const config = { role: 'owner', tenantInPath: true } as const;

/** The audit log keeps no address: whoever was invited may never have agreed to anything. */
function changing(verb: string) {
  return { ...config, audit: { action: `invitation.${verb}`, fields: ['role'] } };
}

/** How somebody becomes a member: asked by an owner, by mail. */
export function invitationRoutes(deps: LoginDeps): FastifyPluginAsync {
  const { db } = deps;
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.post(
      '/tenants/:id/members',
      {
        config: changing('create'),
        schema: {
          operationId: 'inviteMember',
          summary: 'Invite somebody; the link goes to them by mail and works for seven days',
          tags,
          params: IdParams,
          body: NewMember,
          response: { 201: Invitation },
        },
      },
      (request, reply) => {
        const principal = principalOf(request);
        return once(db, request, reply.code(201), (tx) =>
          inviteMember(tx, principal, request.body),
        );
      },
    );

    app.get(
      '/tenants/:id/invitations',
      {
        config,
        schema: {
          operationId: 'listInvitations',
          summary: 'List the invitations that nobody has accepted yet',
          tags,
          params: IdParams,
          response: { 200: InvitationList },
        },
      },
      async (request) => {
        const principal = principalOf(request);
        const { tenantId } = principal;
        return { data: await inTenant(db, tenantId, (tx) => listInvitations(tx, principal)) };
      },
    );

    app.post(
      '/tenants/:id/invitations/:invitationId/resend',
      {
        config: changing('resend'),
        schema: {
          operationId: 'resendInvitation',
          summary: 'Mail a new link; the one before is dead then',
          tags,
          params: InvitationParams,
          response: { 200: Invitation },
        },
      },
      (request, reply) => {
        const principal = principalOf(request);
        const { invitationId } = request.params;
        return once(db, request, reply.code(200), (tx) =>
          resendInvitation(tx, principal, invitationId),
        );
      },
    );

    app.delete(
      '/tenants/:id/invitations/:invitationId',
      {
        config: changing('revoke'),
        schema: {
          operationId: 'revokeInvitation',
          summary: 'Take an invitation back; its link is dead from then on',
          tags,
          params: InvitationParams,
          response: { 200: InvitationRevoked },
        },
      },
      async (request) => {
        const principal = principalOf(request);
        const { invitationId } = request.params;
        await runChange(db, request, (tx) => revokeInvitation(tx, principal, invitationId));
        return { deleted: true, id: invitationId };
      },
    );

    app.post(
      '/auth/invitations/accept',
      {
        config: { public: true, limited: true, session: 'optional' },
        schema: {
          operationId: 'acceptInvitation',
          summary: 'Become a member with the token of an invitation',
          description:
            'Whoever has an account already sends their session, or their password (and a code of ' +
            'the second factor). Whoever hasn’t chooses a password, and has an account then.',
          tags,
          body: Acceptance,
          response: { 200: AcceptedInvitation },
        },
      },
      (request) => acceptInvitation(deps, request.body, request.session, request.ip),
    );
  };
  return routes;
}
