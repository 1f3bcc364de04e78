import { expect } from 'vitest';
import { eventually } from '../support/app.ts';
import { expectIdentity } from '../support/newsletter.ts';
import { ModelCampaign } from './campaign.ts';
import { erased, imported, type Person, unsubscribed, unsuppressed } from './person.ts';
import type { Fate } from './relay.ts';
import type { Verb } from './rules.ts';
import type { World } from './world.ts';

// What steps do: each asks the API or acts on the world around it, and tells the model.

const MOST_CAMPAIGNS = 4;
const MOST_WORKERS = 2;
const NEXT_YEAR = () => new Date(Date.now() + 365 * 86_400_000).toISOString();
const filterOf = (group: string | null) => (group ? { attributes: { group } } : {});

/** Asks a verb of a campaign, and looks at it as its owner would. */
async function steer(world: World, which: number, verb: Verb): Promise<void> {
  const campaign = world.campaign(which);
  if (!campaign) return;
  await world.ask(campaign, verb);
  await lookAtOne(world, campaign);
}

/** `GET /campaigns/{id}` has the identity, and a state that follows from what the model knows. */
async function lookAtOne(world: World, campaign: ModelCampaign): Promise<void> {
  const { status, body } = await world.call('GET', `/campaigns/${campaign.id}`);
  expect(status).toBe(campaign.state === 'GONE' ? 404 : 200);
  if (status === 404) return;
  campaign.seen(body.status);
  expectIdentity(body);
}

export async function create(world: World, group: string | null): Promise<void> {
  if (world.campaigns.length >= MOST_CAMPAIGNS) return;
  const content = { templateVersionId: world.versionId, audienceFilter: filterOf(group) };
  const { status, body } = await world.call('POST', '/campaigns', { name: 'May', ...content });
  expect({ status, state: body.status }).toEqual({ status: 201, state: 'DRAFT' });
  world.campaigns.push(new ModelCampaign(body.id, group));
}

export async function edit(world: World, which: number, group: string | null): Promise<void> {
  const campaign = world.campaign(which);
  if (!campaign) return;
  const body = { name: 'June', audienceFilter: filterOf(group) };
  const reply = await world.ask(campaign, 'edit', { method: 'PATCH', path: '', body });
  if (reply.status === 200) campaign.group = group;
}

export async function schedule(world: World, which: number): Promise<void> {
  const campaign = world.campaign(which);
  if (!campaign) return;
  await world.ask(campaign, 'schedule', { body: { scheduledAt: NEXT_YEAR() } });
}

export async function scheduleInThePast(world: World, which: number): Promise<void> {
  const campaign = world.campaign(which);
  if (!campaign) return;
  const body = { scheduledAt: '2020-01-01T09:00:00Z' };
  await world.ask(campaign, 'schedule', { body }, 400);
}

/** The time of a schedule comes: it starts, unless it is over an hour late or nobody works. */
export async function due(world: World, which: number, seconds: number): Promise<void> {
  const waiting = world.campaigns.filter(
    (campaign) => campaign.state === 'SCHEDULED' && !world.seenOf(campaign)?.isMissed,
  );
  const campaign = waiting[which % Math.max(1, waiting.length)];
  if (!campaign) return;
  campaign.due = seconds < 3_600;
  if (campaign.due) campaign.starts(world.audienceOf(campaign), null);
  await world.makeDue(campaign, seconds);
  if (world.plant.workers.length === 0) return;
  const get = () => world.call('GET', `/campaigns/${campaign.id}`);
  const { body } = await eventually(get, ({ body: { status, reason } }) =>
    campaign.due ? status !== 'SCHEDULED' : reason !== null,
  );
  campaign.seen(body.status);
}

/** `isHeld`: the relay stops answering before, so that what follows meets mail in flight. */
export async function send(world: World, which: number, isHeld = false): Promise<void> {
  const campaign = world.campaign(which);
  if (!campaign) return;
  if (isHeld) world.plant.hold();
  const now = world.audienceOf(campaign);
  const { status } = await world.ask(campaign, 'send', {}, now.size === 0 ? 422 : null);
  if (status === 202) campaign.starts(now, world.contactIds);
  await lookAtOne(world, campaign);
  if (status === 202 && isHeld) await untilInFlight(world, campaign);
}

/** Until the relay has a message of this campaign, for a short time: perhaps nobody works. */
async function untilInFlight(world: World, campaign: ModelCampaign): Promise<void> {
  const { workers } = world.plant;
  const end = performance.now() + 200;
  const waiting = () => workers.some(({ sink }) => sink.waiting > 0);
  while (workers.length > 0 && performance.now() < end && !(waiting() && campaign.isFrozen)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await world.look();
  }
}

export const pause = (world: World, which: number) => steer(world, which, 'pause');
export const resume = (world: World, which: number) => steer(world, which, 'resume');
export const cancel = (world: World, which: number) => steer(world, which, 'cancel');

export async function duplicate(world: World, which: number): Promise<void> {
  const campaign = world.campaign(which);
  if (!campaign || world.campaigns.length >= MOST_CAMPAIGNS) return;
  const { status, body } = await world.ask(campaign, 'duplicate');
  if (status === 201) world.campaigns.push(new ModelCampaign(body.id, campaign.group));
}

export async function remove(world: World, which: number): Promise<void> {
  const campaign = world.campaign(which);
  if (!campaign) return;
  await world.ask(campaign, 'delete', { method: 'DELETE', path: '' });
  await lookAtOne(world, campaign);
}

/** A test changes nothing that the next look wouldn't find. */
export async function test(world: World, which: number): Promise<void> {
  const campaign = world.campaign(which);
  if (!campaign) return;
  const before = world.seenOf(campaign)?.stats.audience;
  const reply = await world.ask(campaign, 'test', { body: { emails: ['me@example.net'] } });
  if (reply.status !== 200) return;
  expect(reply.body.results).toMatchObject([{ email: 'me@example.net', status: 'SENT' }]);
  if (campaign.state === 'DRAFT') expect(before ?? 0).toBe(0);
}

/** Failures go back into the queue: all there are, exactly where nothing moves by itself. */
export async function retryFailed(world: World, which: number): Promise<void> {
  await again(world, which, 'failed', { path: '/retry-failed' });
}

export async function resolveUnknown(world: World, which: number, action: string): Promise<void> {
  const request = { path: '/resolve-unknown', body: { action } };
  if (action === 'resend') return again(world, which, 'unknown', request);
  const campaign = world.campaign(which);
  if (campaign) await world.ask(campaign, 'leave', request);
}

async function again(
  world: World,
  which: number,
  count: 'failed' | 'unknown',
  request: { path: string; body?: unknown },
): Promise<void> {
  const campaign = world.campaign(which);
  if (!campaign) return;
  const isStill = campaign.state === 'SENT';
  const { status, body } = await world.ask(campaign, 'again', request);
  if (status !== 202) return;
  if (body.changed > 0) campaign.again += 1;
  if (isStill) expect(body.changed).toBe(world.seenOf(campaign)?.stats[count]);
  await lookAtOne(world, campaign);
}

/** Changes people, and remembers from when on nothing may be sent to those who left by it. */
async function change(world: World, act: () => Promise<void>): Promise<void> {
  const ids = new Map<Person, string | null>(world.people.map((p) => [p, p.contactId]));
  await act();
  await world.plant.openTransactionsEnd();
  await world.lookAtPeople();
  await world.look();
  world.watchWhoLeft(ids);
}

/** The one-click link of any copy, however old. */
export async function unsubscribe(world: World, which: number): Promise<void> {
  const { taken } = world;
  const copy = taken[which % Math.max(1, taken.length)];
  if (!copy) return;
  await change(world, async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const reply = await world.call('POST', copy.link, 'List-Unsubscribe=One-Click', form);
    expect(reply.status).toBe(200);
    const rows = world.seen.flatMap((one) => one.rows);
    const contactId = rows.find(({ id }) => id === copy.messageId)?.contactId;
    // The link is the contact's: once erased it does nothing, also not to who has the address now.
    const person = world.people.find((one) => one.contactId === contactId);
    if (person) unsubscribed(person);
  });
}

export async function suppress(world: World, who: number): Promise<void> {
  const person = world.person(who);
  await change(world, async () => {
    const body = { email: person.address.toUpperCase(), reason: 'manual' };
    expect((await world.call('POST', '/suppressions', body)).status).toBe(201);
    person.suppressed = 'manual';
  });
}

export async function unsuppress(world: World, who: number): Promise<void> {
  const person = world.person(who);
  await change(world, async () => {
    const reply = await world.call('DELETE', `/suppressions/${encodeURIComponent(person.address)}`);
    expect(reply.status).toBe(unsuppressed(person));
  });
}

let consents = 0;

/**
 * New people, known ones, and those who left: these only with a newer consent. Who was erased is left out,
 * and comes back singly, by a new consent (P45).
 */
export async function importSome(
  world: World,
  some: number[],
  group: string,
  isNewConsent: boolean,
): Promise<void> {
  const list = some.map((who) => world.person(who));
  consents += 1;
  const consent = isNewConsent ? { consentVersion: `v${consents}` } : {};
  const contacts = list.map(({ address }) => ({
    ...{ email: address, optIn: true, attributes: { group } },
    ...consent,
  }));
  await change(world, async () => {
    const { status, body } = await world.call('POST', '/contacts/bulk', { contacts });
    const skipped = list.filter((person) => !person.exists && person.isForgotten);
    const created = list.filter((person) => !person.exists).length - skipped.length;
    expect({ status, created: body.created, failed: body.failed }).toEqual({
      ...{ status: 200, created, failed: skipped.length },
    });
    for (const { address } of isNewConsent ? skipped : []) {
      const contact = contacts.find(({ email }) => email === address);
      expect((await world.call('PUT', '/contacts', contact)).status).toBe(200);
    }
    for (const person of list) {
      if (isNewConsent || !skipped.includes(person)) imported(person, group, isNewConsent);
    }
  });
}

export async function erase(world: World, who: number): Promise<void> {
  const person = world.person(who);
  const id = person.contactId;
  if (!id) return;
  await change(world, async () => {
    expect((await world.call('DELETE', `/contacts/${id}`)).status).toBe(200);
    erased(person);
  });
  expect((await world.call('DELETE', `/contacts/${id}`)).status).toBe(404);
}

export async function relay(world: World, some: number[], fates: Fate[]): Promise<void> {
  for (const who of some) world.plant.relay.decide(world.person(who).address, fates);
}

export async function hold({ plant }: World): Promise<void> {
  plant.hold();
}

export async function release({ plant }: World): Promise<void> {
  plant.release();
}

export async function crash(
  world: World,
  which: number,
  how: 'kept' | 'lost',
  isReplaced: boolean,
): Promise<void> {
  const { plant } = world;
  if (plant.workers.length === 0) return;
  await plant.crash(which, how, () => world.inHands());
  if (isReplaced) await plant.hire();
}

export async function hire({ plant }: World): Promise<void> {
  if (plant.workers.length < MOST_WORKERS) await plant.hire();
}

export async function retryTime(world: World): Promise<void> {
  await world.passRetryTime();
}

/** Lets what moves by itself come to rest, or a quarter of a second pass. */
export async function wait(world: World): Promise<void> {
  const { plant } = world;
  const isAtWork = plant.workers.length > 0 && !plant.isHeld;
  const end = performance.now() + (isAtWork ? 250 : 20);
  const moves = () =>
    world.seen.some(
      ({ status, isFannedOut, stats }) =>
        status === 'SENDING' && (!isFannedOut || stats.queued + stats.sending > 0),
    );
  do {
    await new Promise((resolve) => setTimeout(resolve, 10));
    await world.look();
  } while (moves() && performance.now() < end);
}
