import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { endIfDone } from '../campaigns/end.ts';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { recordEvents } from '../events/service.ts';
import { type Recorded, type Recording, recordResults } from '../messages/record.ts';
import { recordSingles } from '../messages/record-singles.ts';
import { suppress } from '../suppressions/service.ts';
import type { AnyBatch } from './batch.ts';
import { MESSAGE_EVENTS, messageEvents } from './message-events.ts';
import { singleEvents } from './single-events.ts';

const RETRY_MS = 250;
/**
 * Rounds begin at least so far apart, ms. A round costs PostgreSQL 0.65 ms beside its rows: some 63
 * results each instead of 50 save a tenth of its time. With 6 ms the window of messages in doubt fills.
 */
const ROUND_MS = 4;

/**
 * Writes results in sets, continuously: a round starts as soon as the last one ended and there is
 * anything to write. A round that fails is written again until it succeeds; the claim token makes
 * a repetition harmless.
 */
export class Recorder {
  readonly #db: Database;
  readonly #suppressionKey: Buffer;
  readonly #log: Logger;
  readonly #onRecorded: (held: boolean) => void;
  readonly #pending = new Set<AnyBatch>();
  #rounds: Promise<void> | null = null;
  #stopped = false;

  /** `onRecorded` is told whether the claim is still this worker's. */
  constructor(
    db: Database,
    suppressionKey: Buffer,
    log: Logger,
    onRecorded: (held: boolean) => void,
  ) {
    this.#db = db;
    this.#suppressionKey = suppressionKey;
    this.#log = log;
    this.#onRecorded = onRecorded;
  }

  /** There are results in this batch. */
  wake(batch: AnyBatch): void {
    this.#pending.add(batch);
    this.#rounds ??= this.#run();
  }

  /** Resolves when all that was handed in is recorded. */
  async idle(): Promise<void> {
    while (this.#rounds) await this.#rounds;
  }

  /** Gives up retrying: for a stop whose patience is over. What isn't recorded is in doubt. */
  giveUp(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    // The caller is inside a socket's data handler: let it finish its messages first.
    await setImmediate();
    while (this.#pending.size > 0 && !this.#stopped) {
      const round = [...this.#pending].filter((batch) => batch.hasResults);
      this.#pending.clear();
      const recordings = round.map((batch) => this.#recordBatch(batch));
      await Promise.all([...recordings, setTimeout(ROUND_MS)]);
    }
    this.#rounds = null;
  }

  async #recordBatch(batch: AnyBatch): Promise<void> {
    const recording = batch.takeRecording();
    const recorded = await this.#untilWritten(batch, recording);
    batch.recorded(recording);
    const held = recorded?.held ?? true;
    // Taken over by others: whoever goes on with it here would send what they send.
    if (!held) batch.abandon();
    if (batch.hasResults) this.#pending.add(batch);
    this.#onRecorded(held);
    if (recorded?.remaining === 0) await this.#end(batch.tenantId, batch.campaignId);
  }

  async #untilWritten(batch: AnyBatch, recording: Recording): Promise<Recorded | null> {
    while (!this.#stopped) {
      try {
        return await this.#write(batch, recording);
      } catch (error) {
        this.#log.error({ err: error }, 'results could not be recorded; trying again');
        await setTimeout(RETRY_MS);
      }
    }
    return null;
  }

  async #write(batch: AnyBatch, recording: Recording): Promise<Recorded> {
    const { tenantId, campaignId } = batch;
    if (campaignId === null) return this.#writeSingles(tenantId, recording);
    const dead = recording.results.flatMap((result) => result.deadAddress ?? []);
    if (dead.length === 0) {
      const recorded = await recordResults(this.#db.engine, tenantId, recording, MESSAGE_EVENTS);
      if (!recorded.heard) return recorded;
    }
    return inTenant(this.#db, tenantId, async (tx) => {
      const recorded = await recordResults(tx, tenantId, recording);
      for (const address of dead) {
        await suppress(tx, tenantId, this.#suppressionKey, address, 'bounce');
      }
      // Written before, by us (the reply to the commit was lost) or by others: it is told already.
      if (recorded.moved === 0) return recorded;
      await recordEvents(tx, tenantId, await messageEvents(tx, tenantId, recording));
      return recorded;
    });
  }

  /** Their events are part of the email log, so they are written whether or not a webhook listens. */
  #writeSingles(tenantId: string, recording: Recording): Promise<Recorded> {
    return inTenant(this.#db, tenantId, async (tx) => {
      const { moved, held } = await recordSingles(tx, tenantId, recording);
      const isMoved = new Set(moved);
      const dead = recording.results.filter(
        ({ id, deadAddress }) => deadAddress && isMoved.has(id),
      );
      for (const { deadAddress } of dead) {
        await suppress(tx, tenantId, this.#suppressionKey, deadAddress as string, 'bounce');
      }
      const bounced = new Set(dead.map(({ id }) => id));
      await recordEvents(tx, tenantId, await singleEvents(tx, tenantId, moved, bounced));
      return { moved: moved.length, remaining: null, held, heard: false };
    });
  }

  async #end(tenantId: string, campaignId: string | null): Promise<void> {
    if (campaignId === null) return;
    try {
      await inTenant(this.#db, tenantId, (tx) => endIfDone(tx, tenantId, campaignId));
    } catch (error) {
      // The sweep ends it within a second.
      this.#log.warn({ err: error, campaignId }, 'campaign could not be ended now');
    }
  }
}
