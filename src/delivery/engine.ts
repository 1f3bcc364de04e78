import type { Logger } from 'pino';
import { type Announcement, CAMPAIGN_CHANNEL } from '../campaigns/announce.ts';
import type { Sender } from '../campaigns/message-program.ts';
import type { Database } from '../db/database.ts';
import { Listener } from '../db/listener.ts';
import { findClaimsOf, returnClaim } from '../messages/recover.ts';
import { SINGLES_CHANNEL } from '../messages/single.ts';
import { findUnwanted, findUnwantedSingles } from '../messages/unwanted.ts';
import { PROJECT_CHANNEL } from '../projects/announce.ts';
import type { Timeouts } from '../smtp/timeouts.ts';
import type { AnyBatch, Leftover } from './batch.ts';
import { Budget } from './budget.ts';
import { Claimer } from './claimer.ts';
import { BEAT_MS, beat } from './heartbeat.ts';
import { forgetOld, keepHouse } from './housekeeping.ts';
import { Lane } from './lane.ts';
import { tellReason } from './lane-reasons.ts';
import { Lanes } from './lanes.ts';
import { Lease } from './lease.ts';
import { leastOf, partsOf } from './parts.ts';
import { Programs } from './programs.ts';
import { Recorder } from './recorder.ts';
import { Singles } from './singles.ts';
import { type Claimable, findClaimable, findStates, MOST_CLAIMABLE } from './store.ts';
import { every, type Ticker } from './ticker.ts';
import type { Route, Routes } from './transport.ts';
import { Underway } from './underway.ts';

export type EngineOptions = {
  db: Database;
  routes: Routes;
  sender: Sender;
  suppressionKey: Buffer;
  connections: number;
  log: Logger;
  /** The job queue's names for this process, for those who may have to bury it. */
  jobWorkerIds: () => string[];
  leaseSeconds?: number;
  timeouts?: Partial<Timeouts>;
};

const POLL_MS = 1_000;
const WATCH_MS = 400;
/** What was claimed longer ago than this is looked at again before it is sent (P25: within 2 s). */
const RECHECK_MS = 1_000;
const HOUR_MS = 3_600_000;

/**
 * The worker: claim → compose → converse → record (design.md section 4). Everything it knows is in
 * the database; when it dies, another takes over.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #log: Logger;
  readonly #lease: Lease;
  readonly #recorder: Recorder;
  readonly #programs: Programs;
  readonly #claimer: Claimer;
  readonly #singles: Singles;
  readonly #listener: Listener;
  readonly #budget: Budget;
  readonly #lanes: Lanes;
  readonly #underway = new Underway();
  #tickers: Ticker[] = [];
  /** The claim on its way to us, and what was heard of its campaign meanwhile. */
  #claiming: { campaignId: string; leftover: Leftover | null } | null = null;
  #filling: Promise<void> | null = null;
  #fillAgain = false;
  #renewing: Promise<void> | null = null;
  #running = false;

  constructor(options: EngineOptions) {
    const { db, log, jobWorkerIds, leaseSeconds, sender } = options;
    this.#options = options;
    this.#log = log;
    this.#lease = new Lease(db, log, jobWorkerIds, leaseSeconds);
    this.#recorder = new Recorder(db, options.suppressionKey, log, (held) =>
      this.#onRecorded(held),
    );
    this.#programs = new Programs(db, sender);
    this.#budget = new Budget(options.connections);
    this.#lanes = new Lanes(db, options.routes, log, (route) => this.#openLane(route));
    this.#claimer = new Claimer({
      ...{ db, log, programs: this.#programs, suppressionKey: options.suppressionKey },
      onLimited: (waitMs) => this.#fillLater(waitMs),
    });
    this.#singles = new Singles({
      ...{ db, log, sender, suppressionKey: options.suppressionKey },
      laneFor: (way) => this.#lanes.laneFor(way),
      underway: this.#underway,
      workerId: () => this.#lease.workerId,
      mayClaim: () => this.isRunning,
      onLimited: (waitMs) => this.#fillLater(waitMs),
    });
    this.#listener = new Listener(db.url, log, {
      [CAMPAIGN_CHANNEL]: (payload) => this.#hear(JSON.parse(payload || '{}')),
      [PROJECT_CHANNEL]: () => this.#hearProject(),
      [SINGLES_CHANNEL]: () => this.#singles.wake(),
    });
  }

  get isRunning(): boolean {
    return this.#running && this.#lease.isAlive;
  }

  async start(): Promise<void> {
    await this.#lease.begin();
    this.#running = true;
    await this.#listener.start();
    const renewal = ((this.#options.leaseSeconds ?? 30) * 1_000) / 3;
    this.#tickers = [
      every(renewal, this.#log, () => this.#renewLease()),
      every(BEAT_MS, this.#log, () => beat(this.#options.db)),
      every(POLL_MS, this.#log, () => this.#keepHouse()),
      every(WATCH_MS, this.#log, () => this.#watchHeld()),
      every(HOUR_MS, this.#log, () => forgetOld(this.#options.db)),
    ];
    this.#lookForAll();
  }

  /** Claims nothing more, finishes what is in flight (at most `graceMs`), gives the rest back. */
  async stop(graceMs: number): Promise<void> {
    this.#running = false;
    await Promise.all([this.#filling, this.#singles.idle()]);
    await this.#listener.stop();
    for (const lane of this.#lanes.all) this.#stopBatches(lane, () => true, 'QUEUED');
    await Promise.all(this.#lanes.all.map((lane) => lane.stop(graceMs)));
    const patience = setTimeout(() => this.#recorder.giveUp(), graceMs);
    await this.#recorder.idle();
    clearTimeout(patience);
    await Promise.all(this.#tickers.map((ticker) => ticker.stop()));
    await this.#lease.end();
    await beat(this.#options.db);
  }

  #lookForAll(): void {
    this.#singles.wake();
    this.#fill();
  }

  /** Looks for campaigns' work now; one look at a time, and one more if asked meanwhile. */
  #fill(): void {
    if (!this.#running) return;
    if (this.#filling) {
      this.#fillAgain = true;
      return;
    }
    this.#filling = this.#claimForAll()
      // Of nobody's interest once it stops: what was claimed comes back with its lease.
      .catch((error) => {
        if (this.#running) this.#log.error({ err: error }, 'claiming failed');
      })
      .finally(() => {
        this.#filling = null;
        if (!this.#fillAgain) return;
        this.#fillAgain = false;
        this.#fill();
      });
  }

  /** A rate limit opens again before the next regular look. */
  #fillLater(waitMs: number): void {
    if (waitMs > 0 && waitMs < POLL_MS) setTimeout(() => this.#lookForAll(), waitMs).unref();
  }

  async #claimForAll(): Promise<void> {
    const passedOver: string[] = [];
    for (let more = true; more && this.#running; ) {
      const candidates = await this.#candidates(passedOver);
      let claimed = false;
      for (const { campaign, lane, part, least } of candidates) {
        const want = this.isRunning ? (lane?.wants(campaign.campaignId, part, least) ?? 0) : 0;
        if (lane && want > 0) claimed = (await this.#claim(campaign, lane, want)) || claimed;
      }
      // A page full of campaigns whose relays are down must not hide those behind it (P19).
      const isFull = candidates.length === MOST_CLAIMABLE;
      if (!claimed && isFull) passedOver.push(...candidates.map((c) => c.campaign.campaignId));
      more = claimed || isFull;
    }
  }

  /** Whose turn it is, in this order, each with its lane and its part of that. */
  async #candidates(
    passedOver: string[],
  ): Promise<{ campaign: Claimable; lane: Lane | null; part: number; least: number }[]> {
    const without = [...this.#claimer.resting, ...passedOver];
    const candidates = [];
    for (const campaign of await findClaimable(this.#options.db.engine, without)) {
      candidates.push({ campaign, lane: await this.#lanes.laneFor(campaign) });
    }
    const parts = partsOf(
      candidates.map(({ campaign: { tenantId, turn }, lane }) => {
        return { tenantId, weight: turn.weight, lane };
      }),
    );
    const parted = candidates.map((candidate, i) => ({ ...candidate, part: parts[i]! }));
    const least = leastOf(parted);
    return parted.map((candidate, i) => ({ ...candidate, least: least[i]! }));
  }

  async #claim(campaign: Claimable, lane: Lane, want: number): Promise<boolean> {
    const claiming = { campaignId: campaign.campaignId, leftover: null as Leftover | null };
    this.#claiming = claiming;
    try {
      return await this.#underway.during((token) =>
        this.#claimInto(lane, campaign, { want, token }, claiming),
      );
    } finally {
      this.#claiming = null;
    }
  }

  async #claimInto(
    lane: Lane,
    campaign: Claimable,
    { want, token }: { want: number; token: string },
    claiming: { leftover: Leftover | null },
  ): Promise<boolean> {
    const { workerId } = this.#lease;
    const claimed = await this.#claimer.take(campaign, { workerId, token }, want);
    if (claimed === null) return false;
    const { batch } = claimed;
    if (!claimed.usable) claiming.leftover ??= 'QUEUED';
    // Buried meanwhile: it was claimed in a dead worker's name, and others take it back.
    if (workerId !== this.#lease.workerId) return false;
    if (claiming.leftover === null) {
      lane.add(batch, { weight: campaign.turn.weight, quota: want });
      return true;
    }
    batch.stop(claiming.leftover);
    this.#recorder.wake(batch);
    return false;
  }

  #openLane(route: Route): Lane {
    const lane = new Lane(route, {
      programs: this.#programs,
      budget: this.#budget,
      timeouts: this.#options.timeouts,
      log: this.#log,
      mayBegin: () => this.#lease.isAlive,
      onResult: (batch) => this.#recorder.wake(batch),
      onState: (changed, reason) => this.#onLaneState(changed, reason),
    });
    // What an earlier worker said of this way may be over.
    this.#onLaneState(lane, null);
    return lane;
  }

  /** A project changed: what goes by its old relay is taken off it now, not only at the next look. */
  #hearProject(): void {
    this.#lanes
      .retireChanged()
      .then(() => this.#lookForAll())
      .catch((error) => this.#log.error({ err: error }, 'projects could not be looked at'));
  }

  /** The commit moved the mark: more may be begun, and perhaps claimed. */
  #onRecorded(held: boolean): void {
    if (!held) this.#renewLease().catch((error) => this.#log.error({ err: error }, 'no lease'));
    for (const lane of this.#lanes.all) {
      lane.sweep();
      if (lane.waiting > 0) lane.wake();
      if (lane.wantsMore) this.#fill();
      if (lane.wantsSingles) this.#singles.resume();
    }
  }

  #onLaneState(lane: Lane, reason: string | null): void {
    tellReason(this.#options.db, lane.route, reason).catch((error) =>
      this.#log.warn({ err: error }, 'the reason of a pause could not be written'),
    );
    if (reason === null) this.#lookForAll();
  }

  #hear({ campaignId, status }: Announcement): void {
    if (status === 'SENDING') this.#fill();
    else this.#letGo(campaignId, status);
  }

  #letGo(campaignId: string, status: string): void {
    const leftover = status === 'CANCELLED' ? 'CANCELLED' : 'QUEUED';
    if (this.#claiming?.campaignId === campaignId) this.#claiming.leftover = leftover;
    for (const lane of this.#lanes.all) {
      this.#stopBatches(lane, (batch) => batch.campaignId === campaignId, leftover);
    }
  }

  #stopBatches(lane: Lane, isMeant: (batch: AnyBatch) => boolean, leftover: Leftover): void {
    for (const batch of lane.batches.filter(isMeant)) {
      batch.stop(leftover);
      this.#recorder.wake(batch);
    }
  }

  /** Finds what an announcement that was lost with its connection should have told. */
  async #watchHeld(): Promise<void> {
    const held = this.#lanes.all.flatMap((lane) => lane.batches);
    if (held.length === 0) return;
    const ids = [...new Set(held.flatMap((batch) => batch.campaignId ?? []))];
    for (const { campaignId, status } of await findStates(this.#options.db.engine, ids)) {
      if (status !== 'SENDING') this.#letGo(campaignId, status);
    }
    for (const batch of held) await this.#dropUnwanted(batch);
  }

  /** A slow relay may be minutes behind the claim; who left meanwhile is not mailed any more. */
  async #dropUnwanted(batch: AnyBatch): Promise<void> {
    const now = performance.now();
    if (batch.waiting === 0 || now - batch.checkedAt < RECHECK_MS) return;
    batch.checkedAt = now;
    const { db, suppressionKey } = this.#options;
    const ids = batch.waitingIds;
    const find = batch.campaignId === null ? findUnwantedSingles : findUnwanted;
    const unwanted = await find(db.engine, batch.tenantId, suppressionKey, ids);
    if (unwanted.length === 0) return;
    batch.drop(unwanted);
    this.#recorder.wake(batch);
  }

  async #keepHouse(): Promise<void> {
    // Not only at its next beat: an outage that outlasted the lease ends now.
    if (!this.#lease.isAlive) await this.#renewLease();
    await keepHouse(this.#options.db, this.#log, this.#lease.mayBury);
    await this.#returnLost();
    await this.#lanes.retireChanged();
    if (!this.#filling && !this.#singles.isClaiming) this.#lanes.tidy();
    // A campaign that began to wait after the relay went down has to say so too.
    for (const lane of this.#lanes.all) {
      if (lane.downReason !== null && !lane.isRetired) {
        await tellReason(this.#options.db, lane.route, lane.downReason);
      }
    }
    this.#lookForAll();
  }

  /**
   * Gives back what was claimed in our name without our knowing: the connection was lost between
   * the commit and its reply (P40). Nothing of it was begun, and no other worker may take it.
   */
  async #returnLost(): Promise<void> {
    const { db } = this.#options;
    const claims = await findClaimsOf(db.engine, this.#lease.workerId);
    const batches = this.#lanes.all.flatMap((lane) => lane.batches);
    const known = new Set(batches.map((batch) => batch.token));
    // All at once: while one is given back, another may come from under way into its lane.
    const lost = claims.filter(({ token }) => !known.has(token) && !this.#underway.has(token));
    for (const { tenantId, token } of lost) {
      const returned = await returnClaim(db.engine, tenantId, token);
      if (returned > 0) this.#log.warn({ token, returned }, 'gave back a claim that was lost');
    }
  }

  /** One renewal at a time: two would begin two leases. */
  #renewLease(): Promise<void> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew(): Promise<void> {
    if (await this.#lease.renew()) {
      // A renewal that came late had stopped the lanes; nothing else would start them again.
      for (const lane of this.#lanes.all) lane.wake();
      return;
    }
    for (const lane of this.#lanes.all) {
      for (const batch of lane.batches) batch.abandon();
      lane.sweep();
    }
    await this.#lease.begin();
  }
}
