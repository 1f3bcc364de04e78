import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf, sessionOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import type { LoginDeps } from '../users/login.ts';
import { invitationRoutes } from './invitation-routes.ts';
import {
  Member,
  MemberList,
  MemberParams,
  MemberQuery,
  MemberRemoved,
  RoleChange,
  TenantsOfUser,
} from './schemas.ts';
import { listTenantsOf } from './service.ts';
import { changeRole, listMembers, removeMember, roleOf } from './steer-members.ts';

const tags = ['Members'];
const tenantInPath = true;
const before = (tx: Tx, tenantId: string, { adminId }: Record<string, string>) =>
  roleOf(tx, tenantId, adminId!);

/** Who works in a tenant (contract: small print). */
export function memberRoutes(deps: LoginDeps): FastifyPluginAsync {
  const { db } = deps;
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    await app.register(invitationRoutes(deps));

    app.get(
      '/tenants',
      {
        config: { session: true },
        schema: {
          operationId: 'listTenants',
          summary: 'List the tenants that you are a member of, with your role in each',
          tags,
          response: { 200: TenantsOfUser },
        },
      },
      async (request) => ({ data: await listTenantsOf(db, sessionOf(request).userId) }),
    );

    app.get(
      '/tenants/:id/members',
      {
        config: { role: 'viewer', tenantInPath },
        schema: {
          operationId: 'listMembers',
          summary: 'List the members of a tenant',
          tags,
          params: IdParams,
          querystring: MemberQuery,
          response: { 200: MemberList },
        },
      },
      (request) => {
        const principal = principalOf(request);
        return inTenant(db, principal.tenantId, (tx) => listMembers(tx, principal, request.query));
      },
    );

    app.patch(
      '/tenants/:id/members/:adminId',
      {
        config: {
          role: 'owner',
          tenantInPath,
          audit: { action: 'member.change_role', fields: ['role'], before },
        },
        schema: {
          operationId: 'changeMemberRole',
          summary: 'Give a member another role; the only owner stays one',
          tags,
          params: MemberParams,
          body: RoleChange,
          response: { 200: Member },
        },
      },
      (request) => {
        const principal = principalOf(request);
        const { adminId } = request.params;
        return runChange(db, request, (tx) =>
          changeRole(tx, principal, adminId, request.body.role),
        );
      },
    );

    app.delete(
      '/tenants/:id/members/:adminId',
      {
        config: {
          role: 'owner',
          tenantInPath,
          audit: { action: 'member.remove', fields: ['role'], before },
        },
        schema: {
          operationId: 'removeMember',
          summary: 'Remove a member, whose sessions end; the only owner can not be removed',
          tags,
          params: MemberParams,
          response: { 200: MemberRemoved },
        },
      },
      async (request) => {
        const principal = principalOf(request);
        const { adminId } = request.params;
        await runChange(db, request, (tx) => removeMember(tx, principal, adminId));
        return { deleted: true, id: adminId };
      },
    );
  };
  return routes;
}
