import type { Logger } from 'pino';
import { endIfDone } from '../campaigns/fan-out.ts';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { hasListener, recordEvents } from '../events/service.ts';
import { type Recorded, type Recording, recordResults } from '../messages/record.ts';
import { suppress } from '../suppressions/service.ts';
import type { Batch } from './batch.ts';
import { MESSAGE_EVENTS, messageEvents } from './message-events.ts';

const RETRY_MS = 250;

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
  readonly #pending = new Set<Batch>();
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
  wake(batch: Batch): void {
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
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#pending.size > 0 && !this.#stopped) {
      const round = [...this.#pending].filter((batch) => batch.hasResults);
      this.#pending.clear();
      await Promise.all(round.map((batch) => this.#recordBatch(batch)));
    }
    this.#rounds = null;
  }

  async #recordBatch(batch: Batch): Promise<void> {
    const recording = batch.takeRecording();
    const recorded = await this.#untilWritten(batch, recording);
    batch.recorded(recording);
    const held = recorded?.held ?? true;
    // Taken over by others: whoever goes on with it here would send what they send.
    if (!held) batch.abandon();
    if (batch.hasResults) this.#pending.add(batch);
    this.#onRecorded(held);
    if (recorded?.remaining === 0) await this.#end(batch);
  }

  async #untilWritten(batch: Batch, recording: Recording): Promise<Recorded | null> {
    while (!this.#stopped) {
      try {
        return await this.#write(batch, recording);
      } catch (error) {
        this.#log.error({ err: error }, 'results could not be recorded; trying again');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    return null;
  }

  async #write({ tenantId }: Batch, recording: Recording): Promise<Recorded> {
    const { engine } = this.#db;
    const dead = recording.results.flatMap((result) => result.deadAddress ?? []);
    const isHeard = await hasListener(engine, tenantId, MESSAGE_EVENTS);
    if (!isHeard && dead.length === 0) return recordResults(engine, tenantId, recording);
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

  async #end({ tenantId, campaignId }: Batch): Promise<void> {
    try {
      await inTenant(this.#db, tenantId, (tx) => endIfDone(tx, tenantId, campaignId));
    } catch (error) {
      // The sweep ends it within a second.
      this.#log.warn({ err: error, campaignId }, 'campaign could not be ended now');
    }
  }
}
