import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';
import { newContact } from './contacts.ts';
import { sharedTemplate } from './templates.ts';

/**
 * A campaign that could be sent, after these steps. The API's process has no worker in these tests:
 * one that is SENDING stays so.
 */
async function newCampaign(its: World, steps: string[] = []): Promise<{ id: string }> {
  await newContact(its);
  const { versionId } = await sharedTemplate(its);
  const { id } = await its.make('POST', '/campaigns', {
    name: its.word(),
    templateVersionId: versionId,
  });
  for (const step of steps) await its.make('POST', `/campaigns/${id}/${step}`);
  return { id };
}

/** The operation's example as its body, about a campaign after these steps. */
function on(...steps: string[]): Recipe {
  return async (its, example) => ({
    params: await newCampaign(its, steps),
    // Where the whole body may be missing, it is.
    ...(example === null ? {} : { body: example }),
  });
}

async function withVersion(its: World, example: object) {
  const { versionId } = await sharedTemplate(its);
  return { ...example, templateVersionId: versionId };
}

export const campaignRecipes: Record<string, Recipe> = {
  createCampaign: async (its, example) => ({ body: await withVersion(its, example) }),
  listCampaigns: () => ({}),
  getCampaign: on(),
  updateCampaign: async (its, example) => ({
    params: await newCampaign(its),
    body: await withVersion(its, example),
  }),
  deleteCampaign: on(),
  duplicateCampaign: on(),
  getLocaleCoverage: on(),
  preflightCampaign: on(),
  testCampaign: on(),
  scheduleCampaign: on(),
  sendCampaign: on(),
  cancelCampaign: on(),
  pauseCampaign: on('send'),
  resumeCampaign: on('send', 'pause'),
  retryFailed: on('send'),
  resolveUnknown: on('send'),
  listRecipients: on('send'),
  exportRecipients: on('send'),
  getCampaignReport: on('send'),
  listWaves: on(),
  // The stream of a campaign that goes on would not end.
  streamProgress: on('cancel'),
};
