import { expect } from 'vitest';
import type { Call } from '../support/server.ts';
import type { ModelCampaign } from './campaign.ts';
import { checkLedgers } from './check.ts';
import { makeDue, passRetryTime, type Seen, seeLedger } from './ledger.ts';
import { isWanted, newPerson, type Person } from './person.ts';
import type { Plant } from './plant.ts';
import type { Taken } from './relay.ts';
import type { Verb } from './rules.ts';

const PEOPLE = 6;
let runs = 0;

/** One run: a tenant of its own, what the model knows of it, and what is seen of it. */
export class World {
  readonly plant: Plant;
  readonly tenantId: string;
  readonly call: Call;
  readonly versionId: string;
  readonly people: Person[];
  readonly campaigns: ModelCampaign[] = [];
  seen: Seen[] = [];

  private constructor(plant: Plant, tenant: { tenantId: string; call: Call; versionId: string }) {
    this.plant = plant;
    this.tenantId = tenant.tenantId;
    this.call = tenant.call;
    this.versionId = tenant.versionId;
    runs += 1;
    const domain = `run${runs}.example.com`;
    this.people = Array.from({ length: PEOPLE }, (_, i) => newPerson(`p${i}@${domain}`));
  }

  static async begin(plant: Plant): Promise<World> {
    await plant.calm();
    plant.relay.forget();
    return new World(plant, await plant.tenant());
  }

  /** The copies of this run's campaigns. */
  get taken(): Taken[] {
    const ids = new Set(this.campaigns.map(({ id }) => id));
    return this.plant.relay.taken.filter(({ campaignId }) => ids.has(campaignId));
  }

  campaign(which: number): ModelCampaign | undefined {
    return this.campaigns[which % Math.max(1, this.campaigns.length)];
  }

  person(which: number): Person {
    return this.people[which % PEOPLE]!;
  }

  seenOf({ id }: ModelCampaign): Seen | undefined {
    return this.seen.find((one) => one.id === id);
  }

  /** Contacts that a campaign would go to now. */
  audienceOf({ group }: ModelCampaign): Set<string> {
    const wanted = this.people.filter((p) => isWanted(p) && (group === null || p.group === group));
    return new Set(wanted.map(({ contactId }) => contactId!));
  }

  get contactIds(): Set<string> {
    return new Set(this.people.flatMap(({ contactId }) => contactId ?? []));
  }

  /** Asks something of a campaign; the answer has to be the model's. */
  async ask(
    campaign: ModelCampaign,
    verb: Verb,
    request: { method?: 'POST' | 'PATCH' | 'DELETE'; path?: string; body?: unknown } = {},
    refusal: number | null = null,
  ) {
    const { method = 'POST', path = `/${verb}`, body } = request;
    const reply = await this.call(method, `/campaigns/${campaign.id}${path}`, body);
    const changed = reply.status === 202 ? reply.body.changed : undefined;
    this.plant.tally.count(`${verb} ${reply.status}`);
    campaign.answered(verb, reply.status, refusal, changed > 0);
    return reply;
  }

  /** Looks at everything: contacts after a change of them, campaigns and ledgers always. */
  async look(): Promise<void> {
    for (const campaign of this.campaigns) campaign.follow(this.audienceOf(campaign));
    const before = [...this.taken];
    this.seen = await seeLedger(this.plant.db, this.tenantId);
    for (const campaign of this.campaigns) {
      const seen = this.seenOf(campaign);
      campaign.seen(seen?.status ?? 'GONE');
      if (seen?.isFannedOut) campaign.isFrozen = true;
    }
    expect(this.seen.length).toBe(this.campaigns.filter(({ state }) => state !== 'GONE').length);
    checkLedgers(this, before);
  }

  /** Contacts have to be what the model says; learns their ids. */
  async lookAtPeople(): Promise<void> {
    const { body } = await this.call('GET', '/contacts?limit=100');
    const contacts = new Map<string, Record<string, unknown>>(
      body.data.map((contact: { email: string }) => [contact.email, contact]),
    );
    for (const person of this.people) {
      const contact = contacts.get(person.address);
      const { exists, optIn, isUnsubscribed, suppressed } = person;
      const is = contact && {
        optIn: contact.optIn,
        isUnsubscribed: contact.unsubscribedAt !== null,
        isSuppressed: contact.suppressedAt !== null,
      };
      const should = { optIn, isUnsubscribed, isSuppressed: suppressed !== null };
      expect(is, person.address).toEqual(exists ? should : undefined);
      person.contactId = (contact?.id as string | undefined) ?? null;
      if (isWanted(person)) person.left = null;
    }
  }

  /**
   * From now on nobody begins a message to who isn't wanted, but the one that was in a worker's
   * hands when they left, once for each campaign.
   */
  watchWhoLeft(contactIds: Map<Person, string | null>): void {
    for (const person of this.people) {
      if (isWanted(person) || person.left) continue;
      const id = person.contactId ?? contactIds.get(person);
      const inHands = this.seen.flatMap(({ rows }) =>
        rows.filter((row) => row.contactId === id && row.status === 'SENDING'),
      );
      person.left = { attempts: this.attemptsFor(person), excused: inHands.length };
    }
  }

  attemptsFor({ address }: Person): number {
    return this.plant.relay.attempts.filter((rcptTo) => rcptTo === address).length;
  }

  /** Which messages of this run are in workers' hands. */
  async inHands(): Promise<number[]> {
    const seen = await seeLedger(this.plant.db, this.tenantId);
    const rows = seen.flatMap((one) => one.rows).filter(({ status }) => status === 'SENDING');
    return rows.map(({ id }) => id);
  }

  /** Adds this run to the tally. */
  count(): void {
    const { tally } = this.plant;
    tally.count('runs');
    for (const { status, rows } of this.seen) {
      tally.count(`campaign ${status}`);
      for (const row of rows) tally.count(`message ${row.status}`);
    }
    for (const { told } of this.taken) tally.count(told ? 'copy' : 'copy in doubt');
    for (const person of this.people) if (person.left) tally.count('person who left');
  }

  makeDue({ id }: ModelCampaign, seconds: number): Promise<void> {
    return makeDue(this.plant.db, this.tenantId, id, seconds);
  }

  async passRetryTime(): Promise<void> {
    await passRetryTime(this.plant.db, this.tenantId);
    await this.plant.keepHouse();
  }
}
