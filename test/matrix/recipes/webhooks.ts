import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';

async function newEndpoint(its: World): Promise<{ id: string }> {
  const url = `https://hooks.example.com/${its.word()}`;
  const { id } = await its.make('POST', '/webhooks/endpoints', { url, events: ['email.sent'] });
  return { id };
}

/** A test is a delivery that is over. */
async function newDelivery(its: World): Promise<{ id: string; deliveryId: string }> {
  const { id } = await newEndpoint(its);
  const delivery = await its.make('POST', `/webhooks/endpoints/${id}/test`);
  return { id, deliveryId: delivery.id };
}

export const webhookRecipes: Record<string, Recipe> = {
  createWebhookEndpoint: (_, example) => ({ body: example }),
  listWebhookEndpoints: () => ({}),
  toggleWebhookEndpoint: async (its, example) => ({
    params: await newEndpoint(its),
    body: example,
  }),
  listWebhookDeliveries: async (its) => ({ params: await newEndpoint(its) }),
  getWebhookEndpoint: async (its) => ({ params: await newEndpoint(its) }),
  updateWebhookEndpoint: async (its, body) => ({ params: await newEndpoint(its), body }),
  rotateWebhookSecret: async (its, body) => ({ params: await newEndpoint(its), body }),
  testWebhookEndpoint: async (its, body) => ({ params: await newEndpoint(its), body }),
  replayEndpointDelivery: async (its) => ({ params: await newDelivery(its) }),
  replayWebhookDelivery: async (its) => ({ params: { id: (await newDelivery(its)).deliveryId } }),
  deleteWebhookEndpoint: async (its) => ({ params: await newEndpoint(its) }),
};
