import type { Recipe } from '../recipes.ts';

export const tenantRecipes: Record<string, Recipe> = {
  createTenant: (_, body) => ({ body }),
  getTenant: (its) => ({ params: { id: its.tenantId } }),
  updateTenant: (its, body) => ({ params: { id: its.tenantId }, body }),
  createApiKey: (its, body) => ({ params: { id: its.tenantId }, body }),
  listApiKeys: (its) => ({ params: { id: its.tenantId } }),
  revokeApiKey: async (its) => {
    const { call } = await its.owner();
    const body = { name: its.word(), scopes: ['contacts:read'] };
    const made = await call('POST', `/tenants/${its.tenantId}/api-keys`, body);
    return { params: { id: its.tenantId, keyId: made.body.id } };
  },
  listAuditLog: () => ({}),
};
