import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';

async function newEndpoint(its: World): Promise<{ id: string }> {
  const url = `https://hooks.example.com/${its.word()}`;
  const { id } = await its.make('POST', '/webhooks/endpoints', { url, events: ['email.sent'] });
  return { id };
}

export const webhookRecipes: Record<string, Recipe> = {
  createWebhookEndpoint: (_, example) => ({ body: example }),
  listWebhookEndpoints: () => ({}),
  toggleWebhookEndpoint: async (its, example) => ({
    params: await newEndpoint(its),
    body: example,
  }),
  listWebhookDeliveries: async (its) => ({ params: await newEndpoint(its) }),
  deleteWebhookEndpoint: async (its) => ({ params: await newEndpoint(its) }),
};
