import { sql } from 'kysely';
import { createMailedToken } from '../../../src/lib/mailed-token.ts';
import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';

const newAddress = (its: World) => `invited-${its.word()}-${its.tenantId.slice(-12)}@example.com`;

async function newInvitation(its: World): Promise<{ id: string; invitationId: string }> {
  const { call } = await its.owner();
  const id = its.tenantId;
  const url = `/tenants/${id}/members`;
  const { body } = await call('POST', url, { email: newAddress(its), role: 'viewer' });
  return { id, invitationId: body.id };
}

/** With a token as the mail has it: only its hash is in the database. */
async function newToken(its: World): Promise<string> {
  const { invitationId } = await newInvitation(its);
  const { token, hash } = createMailedToken('inv_');
  await sql`update invitations set token_hash = ${hash} where id = ${invitationId}`.execute(
    its.db.engine,
  );
  return token;
}

const memberParams = async (its: World) => ({
  id: its.tenantId,
  adminId: (await its.user('viewer')).id,
});

export const memberRecipes: Record<string, Recipe> = {
  listTenants: () => ({}),
  listMembers: (its) => ({ params: { id: its.tenantId } }),
  inviteMember: (its, example) => ({
    params: { id: its.tenantId },
    body: { ...example, email: newAddress(its) },
  }),
  changeMemberRole: async (its, body) => ({ params: await memberParams(its), body }),
  removeMember: async (its) => ({ params: await memberParams(its) }),
  listInvitations: (its) => ({ params: { id: its.tenantId } }),
  resendInvitation: async (its) => ({ params: await newInvitation(its) }),
  revokeInvitation: async (its) => ({ params: await newInvitation(its) }),
  acceptInvitation: async (its, example) => ({ body: { ...example, token: await newToken(its) } }),
};
