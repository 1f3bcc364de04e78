import { sql } from 'kysely';
import pg from 'pg';
import { pino } from 'pino';
import { inject } from 'vitest';
import { CAMPAIGN_CHANNEL } from '../../src/campaigns/announce.ts';
import { keepHouse } from '../../src/delivery/housekeeping.ts';
import { newId } from '../../src/lib/ids.ts';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { atEnd } from '../support/at-end.ts';
import { copyDatabase, testTenant } from '../support/database.ts';
import { publishNews } from '../support/newsletter.ts';
import { type Call, callAs } from '../support/server.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';
import { Relay } from './relay.ts';
import type { Tally } from './tally.ts';
import { ModelWorker } from './worker.ts';

const LOG = pino({ level: 'silent' });
const SECRET = 'a secret that all processes of an instance share';
/** More than an audience has people: each message may be in flight on a connection of its own. */
const CONNECTIONS = 8;

/** An instance: database, API and relay stay up, workers come and go. */
export class Plant {
  readonly relay = new Relay();
  readonly tally: Tally;
  readonly api: RunningApp;
  readonly workers: ModelWorker[] = [];
  readonly #versionId: string;
  /** As the login, which sees what every connection does. */
  readonly #observer: pg.Client;
  #held = false;
  #funerals: Promise<unknown>[] = [];

  private constructor(api: RunningApp, versionId: string, tally: Tally) {
    this.tally = tally;
    this.api = api;
    this.#versionId = versionId;
    this.#observer = new pg.Client({ connectionString: api.db.url });
  }

  static async start(tally: Tally): Promise<Plant> {
    // Tests are sent by the API itself, to a relay that just takes them.
    const forTests = await startSmtpSink({ keep: 'none' });
    atEnd(() => forTests.close());
    const over = { secrets: [SECRET], smtpUrl: forTests.url, smtpConnections: CONNECTIONS };
    const databaseUrl = await copyDatabase(inject('serverUrl'));
    const api = await runApp({ ...over, databaseUrl }, 'api');
    const plant = new Plant(api, await publishNews(api.call), tally);
    await plant.#observer.connect();
    atEnd(() => plant.#observer.end());
    atEnd(async () => {
      plant.release();
      await Promise.all(plant.#funerals);
      await Promise.all(plant.workers.map((worker) => worker.stop()));
    });
    return plant;
  }

  get db() {
    return this.api.db;
  }

  get isHeld(): boolean {
    return this.#held;
  }

  /**
   * Until every transaction that is open now has ended. A claim that looked before somebody left may
   * commit after it; its message is in a worker's hands all the same (P25 leaves 2 s for that).
   */
  async openTransactionsEnd(): Promise<void> {
    const { rows } = await this.#observer.query('select clock_timestamp()::text as now');
    await eventually(
      () =>
        this.#observer.query(
          `select count(*)::int as open from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid() and xact_start < $1`,
          [rows[0].now],
        ),
      (reply) => reply.rows[0].open === 0,
    );
  }

  /** A tenant of a run's own, with a published version: publishing takes a thread, 0.2 s. */
  async tenant(): Promise<{ tenantId: string; call: Call; versionId: string }> {
    const { tenantId, apiKey } = await testTenant(this.db);
    const from = this.api.tenant.tenantId;
    const to = JSON.stringify({ tenant_id: tenantId });
    for (const table of [sql`templates`, sql`template_versions`]) {
      await sql`
        insert into ${table} select (jsonb_populate_record(t, ${to}::jsonb)).*
        from ${table} t where tenant_id = ${from}`.execute(this.db.engine);
    }
    return { tenantId, call: callAs(this.api.server, apiKey), versionId: this.#versionId };
  }

  async hire(): Promise<void> {
    const worker = await ModelWorker.start(this.api.config, this.db, this.relay);
    if (this.#held) worker.sink.hold();
    this.workers.push(worker);
  }

  /**
   * A worker dies; `how`: whether the relay keeps what it has whole and didn't answer. `inHands` is
   * asked when the dead can do no more: which messages were in its hands. Then its lease runs out.
   */
  async crash(
    which: number,
    how: 'kept' | 'lost',
    inHands: () => Promise<number[]>,
  ): Promise<void> {
    const [worker] = this.workers.splice(which % this.workers.length, 1);
    if (!worker) return;
    this.relay.dying(how);
    await worker.die();
    this.relay.dying(null);
    const held = await inHands();
    this.relay.untell(held);
    this.tally.count(held.length > 0 ? 'crash with mail in hands' : 'crash');
    await sql`update workers set lease_until = now() - interval '1 second'
              where id = ${worker.id}`.execute(this.db.engine);
    await this.keepHouse();
    this.#funerals.push(worker.wake());
  }

  /** What a worker does each second, now: buries the dead, requeues what is due; and all look. */
  async keepHouse(): Promise<void> {
    await keepHouse(this.db, LOG, true);
    const news = JSON.stringify({ tenantId: newId(), campaignId: newId(), status: 'SENDING' });
    await sql`select pg_notify(${CAMPAIGN_CHANNEL}, ${news})`.execute(this.db.engine);
  }

  /** The relay answers no final dot from now on. */
  hold(): void {
    this.#held = true;
    for (const { sink } of this.workers) sink.hold();
  }

  release(): void {
    this.#held = false;
    for (const { sink } of this.workers) sink.release();
  }

  /** Good weather: the relay takes everything, and somebody works. */
  async calm(): Promise<void> {
    this.relay.relent();
    this.release();
    await Promise.all(this.#funerals.splice(0));
    if (this.workers.length === 0) await this.hire();
  }
}
