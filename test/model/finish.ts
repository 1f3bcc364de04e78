import { expect } from 'vitest';
import { expectIdentity } from '../support/newsletter.ts';
import type { ModelCampaign } from './campaign.ts';
import type { World } from './world.ts';

const PATIENCE_MS = 20_000;
const LOOK_MS = 20;

/** Lets everything come to its end: what is waiting for a person is decided, the rest ends itself. */
export async function finish(world: World): Promise<void> {
  await world.plant.calm();
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    await world.look();
    const open = world.campaigns.filter((campaign) => !isOver(world, campaign));
    if (open.length === 0) break;
    if (performance.now() > end) throw new Error(`no end: ${JSON.stringify(world.seen)}`);
    for (const campaign of open) await decide(world, campaign);
    await world.passRetryTime();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  await checkEnd(world);
}

/** Terminal, with nobody in flight. */
function isOver(world: World, campaign: ModelCampaign): boolean {
  if (campaign.state === 'GONE' || campaign.state === 'SENT') return true;
  return campaign.state === 'CANCELLED' && world.seenOf(campaign)!.stats.sending === 0;
}

async function decide(world: World, campaign: ModelCampaign): Promise<void> {
  const { state } = campaign;
  if (state === 'DRAFT' || (state === 'SCHEDULED' && !campaign.due)) await start(world, campaign);
  if (state === 'PAUSED') await world.ask(campaign, 'resume');
}

/** What nobody has sent yet goes out too, to whoever is left. */
async function start(world: World, campaign: ModelCampaign): Promise<void> {
  const now = world.audienceOf(campaign);
  if (now.size === 0) return void (await world.ask(campaign, 'cancel'));
  await world.ask(campaign, 'send');
  campaign.starts(now, world.contactIds);
}

/** Everyone has one final answer that is true, and the API shows the same. */
async function checkEnd(world: World): Promise<void> {
  await world.lookAtPeople();
  for (const campaign of world.campaigns) {
    const { status, body } = await world.call('GET', `/campaigns/${campaign.id}`);
    expect(status).toBe(campaign.state === 'GONE' ? 404 : 200);
    if (status === 404) continue;
    expectIdentity(body);
    const seen = world.seenOf(campaign)!;
    expect(body).toMatchObject({ status: seen.status, stats: seen.stats });
    const list = await world.call('GET', `/campaigns/${campaign.id}/recipients?limit=100`);
    const shown = list.body.data.map((row: { status: string }) => row.status).sort();
    expect(shown).toEqual(seen.rows.map((row) => row.status).sort());
  }
  const rows = new Set(world.seen.flatMap((one) => one.rows).map(({ id }) => id));
  expect(world.taken.filter(({ messageId }) => !rows.has(messageId))).toEqual([]);
}
