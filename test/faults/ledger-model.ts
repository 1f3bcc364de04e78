import { sql } from 'kysely';
import { endIfDone } from '../../src/campaigns/end.ts';
import {
  findCampaignRow,
  lockCampaignRow,
  setCancelled,
  setFannedOut,
  setPaused,
  setResumed,
  shareRunningRow,
} from '../../src/campaigns/store.ts';
import { compileAudience } from '../../src/contacts/audience-filter.ts';
import type { Database } from '../../src/db/database.ts';
import { inTenant } from '../../src/db/transaction.ts';
import { Batch } from '../../src/delivery/batch.ts';
import { judge } from '../../src/delivery/judge.ts';
import { registerWorker, removeWorker } from '../../src/jobs/workers.ts';
import { newId } from '../../src/lib/ids.ts';
import { cancelQueuedPage } from '../../src/messages/cancel.ts';
import { type ClaimedMessage, claimMessages } from '../../src/messages/claim.ts';
import { forgetRecipient } from '../../src/messages/forget.ts';
import { freezePage, lockFreeze } from '../../src/messages/freeze.ts';
import type { MessageState } from '../../src/messages/message.ts';
import { STANDING } from '../../src/messages/recipients.ts';
import { recordResults } from '../../src/messages/record.ts';
import { findOrphanedClaims, recoverClaim, requeueDue } from '../../src/messages/recover.ts';
import { findUnwanted } from '../../src/messages/unwanted.ts';
import type { Outcome } from '../../src/smtp/outcome.ts';
import { suppress } from '../../src/suppressions/service.ts';

const SUPPRESSION_KEY = Buffer.alloc(32, 7);
const WINDOW = 3;

/** What the relay does with a message; of `cut` ones the worker never learns it. */
export type Fate = 'accepted' | 'refused' | 'deferred' | 'turned away' | 'cut kept' | 'cut lost';

const OUTCOMES: Record<Fate, Outcome> = {
  accepted: { kind: 'accepted', reply: '250 ok' },
  refused: { kind: 'refused', code: 550, enhanced: '5.7.1', reply: '550 5.7.1 no' },
  deferred: { kind: 'later', scope: 'message', code: 450, enhanced: null, reply: '450 later' },
  'turned away': { kind: 'later', scope: 'lane', code: 421, enhanced: null, reply: '421 full' },
  'cut kept': { kind: 'unknown', reply: 'cut' },
  'cut lost': { kind: 'unknown', reply: 'cut' },
};

/** A message's row, with what the relay really took of it. */
export type Standing = { status: MessageState; doubted: boolean; copies: number };

type Held = { workerId: string; batch: Batch; inFlight: { message: ClaimedMessage; fate: Fate }[] };

/** The statements of one campaign as workers use them, and a relay that counts what it took. */
export class LedgerModel {
  readonly tenantId: string;
  readonly campaignId = newId();
  readonly #db: Database;
  readonly #contacts: { id: string; email: string }[] = [];
  readonly #copies = new Map<number, number>();
  readonly #unwanted = new Set<string>();
  /** Also those of workers that died: what they have in flight still ends, and is written late. */
  readonly held: Held[] = [];
  #workers: string[] = [];

  constructor(db: Database, tenantId: string) {
    this.#db = db;
    this.tenantId = tenantId;
  }

  async begin(contacts: number): Promise<void> {
    const { tenantId } = this;
    for (let i = 0; i < contacts; i += 1) {
      this.#contacts.push({ id: newId(), email: `p${i}@example.com` });
    }
    await sql`
      insert into contacts (tenant_id, id, email, opt_in)
      select ${tenantId}, id, email, true
      from unnest(${this.#contacts.map(({ id }) => id)}::uuid[],
                  ${this.#contacts.map(({ email }) => email)}::text[]) as c (id, email)`.execute(
      this.#db.engine,
    );
    await sql`
      with campaign as (
        insert into campaigns (tenant_id, id, name, status, started_at)
        values (${tenantId}, ${this.campaignId}, 'Model', 'SENDING', now())
      ) insert into campaign_progress (tenant_id, campaign_id)
        values (${tenantId}, ${this.campaignId})`.execute(this.#db.engine);
    for (let i = 0; i < 3; i += 1) this.#workers.push(await this.#hire());
  }

  /** The next page of the audience, as fan-out does it. */
  async freeze(limit: number): Promise<void> {
    const { tenantId, campaignId } = this;
    await inTenant(this.#db, tenantId, async (tx) => {
      const row = await shareRunningRow(tx, tenantId, campaignId);
      if (row?.fannedOutAt !== null) return;
      await lockFreeze(tx, campaignId);
      const { more } = await freezePage(tx, tenantId, {
        ...{ campaignId, limit, variants: {}, baseVersionId: newId() },
        audience: compileAudience({}),
        suppressionKey: SUPPRESSION_KEY,
      });
      if (!more) await setFannedOut(tx, tenantId, campaignId);
    });
  }

  /** A worker claims; throws when it is given someone who doesn't want to be mailed. */
  async claim(worker: number, limit: number): Promise<void> {
    const { tenantId, campaignId } = this;
    const token = newId();
    const workerId = this.#workers[worker % this.#workers.length]!;
    const messages = await claimMessages(this.#db.engine, tenantId, {
      ...{
        campaignId,
        workerId,
        token,
        limit,
        singly: true,
        window: WINDOW,
        suppressionKey: SUPPRESSION_KEY,
        turn: { tenantFrom: 0, campaignFrom: 0, weight: 1 },
      },
    });
    for (const { contactId } of messages) {
      if (this.#unwanted.has(contactId)) throw new Error(`claimed ${contactId}, who is gone`);
    }
    if (messages.length === 0) return;
    const claim = { tenantId, campaignId, token, retryWindow: 86_400 };
    this.held.push({ workerId, batch: new Batch(claim, messages, WINDOW), inFlight: [] });
  }

  /** Begins messages of a batch; the relay does with them what their fates say. */
  send(which: number, fates: Fate[]): void {
    const held = this.#pick(which);
    if (!held || !this.#workers.includes(held.workerId)) return;
    for (const fate of fates) {
      const message = held.batch.next();
      if (!message) return;
      held.inFlight.push({ message, fate });
      if (fate !== 'accepted' && fate !== 'cut kept') continue;
      this.#copies.set(message.id, (this.#copies.get(message.id) ?? 0) + 1);
    }
  }

  /** The outcomes of what is in flight arrive, also at a worker that others believe dead. */
  settle(which: number): void {
    const held = this.#pick(which);
    for (const { message, fate } of held?.inFlight.splice(0) ?? []) {
      held!.batch.settle(judge({ ...message, retryWindow: 86_400 }, OUTCOMES[fate], 0.5));
    }
  }

  /** Results are written; twice when the first commit's reply was lost. */
  async record(which: number, replyLost: boolean): Promise<void> {
    const held = this.#pick(which);
    if (!held?.batch.hasResults) return;
    const recording = held.batch.takeRecording();
    const write = () => recordResults(this.#db.engine, this.tenantId, recording);
    const first = await write();
    const second = replyLost ? await write() : first;
    if (replyLost && second.moved > 0) throw new Error('a repeated recording changed rows');
    held.batch.recorded(recording);
    if (!second.held) held.batch.abandon();
    if (held.batch.isDone) this.held.splice(this.held.indexOf(held), 1);
  }

  /** One batch's messages all the way: begun, answered, written. */
  async work(which: number, fates: Fate[]): Promise<void> {
    this.send(which, fates);
    this.settle(which);
    await this.record(which, false);
  }

  stop(which: number, leftover: 'QUEUED' | 'CANCELLED'): void {
    this.#pick(which)?.batch.stop(leftover);
  }

  async dropUnwanted(which: number): Promise<void> {
    const batch = this.#pick(which)?.batch;
    if (!batch) return;
    const ids = batch.waitingIds;
    batch.drop(await findUnwanted(this.#db.engine, this.tenantId, SUPPRESSION_KEY, ids));
  }

  /** A worker dies, and another is started. */
  async kill(worker: number): Promise<void> {
    const index = worker % this.#workers.length;
    await removeWorker(this.#db.engine, this.#workers[index]!);
    this.#workers[index] = await this.#hire();
  }

  async recover(): Promise<void> {
    for (const { tenantId, token } of await findOrphanedClaims(this.#db.engine)) {
      await recoverClaim(this.#db.engine, tenantId, token);
    }
  }

  async requeue(limit: number): Promise<void> {
    await sql`update messages set next_attempt_at = now()
              where tenant_id = ${this.tenantId} and status = 'DEFERRED'`.execute(this.#db.engine);
    await requeueDue(this.#db.engine, limit);
  }

  /** SENDING ↔ PAUSED, or CANCELLED, from where the campaign may go there. */
  async move(to: 'PAUSED' | 'SENDING' | 'CANCELLED'): Promise<void> {
    const { tenantId, campaignId } = this;
    await inTenant(this.#db, tenantId, async (tx) => {
      const status = (await lockCampaignRow(tx, tenantId, campaignId))?.status;
      const isRunning = status === 'SENDING' || status === 'PAUSED';
      if (!isRunning || status === to) return;
      if (to === 'CANCELLED') await setCancelled(tx, tenantId, campaignId);
      else if (to === 'PAUSED') await setPaused(tx, tenantId, campaignId, 'Paused by the model');
      else await setResumed(tx, tenantId, campaignId);
    });
  }

  async cancelPage(limit: number): Promise<void> {
    await cancelQueuedPage(this.#db.engine, this.tenantId, this.campaignId, limit);
  }

  async leave(contact: number, how: 'unsubscribe' | 'suppress' | 'erase'): Promise<void> {
    const { tenantId } = this;
    const person = this.#contacts[contact % this.#contacts.length]!;
    this.#unwanted.add(person.id);
    await inTenant(this.#db, tenantId, async (tx) => {
      if (how === 'suppress') {
        await suppress(tx, tenantId, SUPPRESSION_KEY, person.email, 'manual');
      } else if (how === 'unsubscribe') {
        await sql`update contacts set opt_in = false, unsubscribed_at = now()
                  where tenant_id = ${tenantId} and id = ${person.id}`.execute(tx);
      } else {
        await sql`delete from contacts
                  where tenant_id = ${tenantId} and id = ${person.id}`.execute(tx);
        await forgetRecipient(tx, tenantId, person);
      }
    });
  }

  async end(): Promise<void> {
    const { tenantId, campaignId } = this;
    await inTenant(this.#db, tenantId, (tx) => endIfDone(tx, tenantId, campaignId));
  }

  /** The campaign's state and counts, and each message beside what the relay took of it. */
  async look() {
    const { tenantId, campaignId } = this;
    const campaign = await inTenant(this.#db, tenantId, (tx) =>
      findCampaignRow(tx, tenantId, campaignId),
    );
    const { rows } = await sql<{ id: number; status: MessageState; doubted: boolean }>`
      select m.id, ${STANDING} as status, m.doubted
      from messages m join campaign_progress p using (tenant_id, campaign_id)
      where tenant_id = ${tenantId} and campaign_id = ${campaignId}`.execute(this.#db.engine);
    const messages = rows.map(
      ({ id, status, doubted }): Standing => ({
        ...{ status, doubted, copies: this.#copies.get(id) ?? 0 },
      }),
    );
    return { campaign: campaign!, messages };
  }

  #pick(which: number): Held | undefined {
    return this.held[which % Math.max(1, this.held.length)];
  }

  async #hire(): Promise<string> {
    const id = newId();
    await registerWorker(this.#db.engine, id, []);
    return id;
  }
}
