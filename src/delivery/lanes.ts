import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { PressrunError } from '../lib/errors.ts';
import type { Lane } from './lane.ts';
import { clearReasons } from './lane-reasons.ts';
import { findRelayVersions, setCampaignReason } from './store.ts';
import type { Route, Routes, Way } from './transport.ts';

/** How long a lane without work stays: longer than its connections do. */
const IDLE_MS = 60_000;
/** How long what was begun at a relay that was changed may take to end, as at a stop of the worker. */
const RETIRE_MS = 30_000;

type Open = (route: Route) => Lane;

/** The ways out that a worker uses: they appear with work, follow their projects, and close when idle. */
export class Lanes {
  readonly #db: Database;
  readonly #routes: Routes;
  readonly #log: Logger;
  readonly #open: Open;
  readonly #lanes = new Map<string, Lane>();

  constructor(db: Database, routes: Routes, log: Logger, open: Open) {
    this.#db = db;
    this.#routes = routes;
    this.#log = log;
    this.#open = open;
  }

  /** Also those that only finish what they have begun. */
  get all(): Lane[] {
    return [...this.#lanes.values()];
  }

  /** Null when there is no way now: the project was changed just then, or can't be read. */
  async laneFor(way: Way & { campaignId?: string }): Promise<Lane | null> {
    const key = this.#routes.keyOf(way);
    const existing = this.#lanes.get(key);
    if (existing) return existing;
    try {
      const route = await this.#routes.routeOf(way);
      return route && this.#opened(key, route);
    } catch (error) {
      const { tenantId, campaignId } = way;
      const reason = error instanceof PressrunError ? error.message : 'Its project can not be read';
      this.#log.error({ err: error, tenantId, campaignId }, 'no way out');
      if (campaignId) await setCampaignReason(this.#db.engine, tenantId, campaignId, reason);
      return null;
    }
  }

  /** The lane of this key: campaigns and singles may have asked for it at the same time. */
  #opened(key: string, route: Route): Lane {
    const existing = this.#lanes.get(key);
    if (existing) return existing;
    const lane = this.#open(route);
    this.#lanes.set(key, lane);
    return lane;
  }

  /** Leaves the relays that aren't their projects' any more. */
  async retireChanged(): Promise<void> {
    const held = this.all.flatMap((lane) => {
      const { relay, tenantId } = lane.route;
      return relay && tenantId && !lane.isRetired ? [{ lane, tenantId, ...relay }] : [];
    });
    if (held.length === 0) return;
    const found = await findRelayVersions(this.#db.engine, held);
    const current = new Set(found.map((r) => `${r.tenantId} ${r.projectId} ${r.version}`));
    for (const { lane, tenantId, projectId, version } of held) {
      if (current.has(`${tenantId} ${projectId} ${version}`) || lane.isRetired) continue;
      lane.retire(RETIRE_MS).catch((error) => this.#log.error({ err: error }, 'lane not ended'));
      await clearReasons(this.#db, tenantId, projectId);
    }
  }

  /** Forgets lanes that are over, and closes those that nobody uses. Not while one is claimed for. */
  tidy(): void {
    for (const [key, lane] of this.#lanes) {
      const isIdle = lane.route.tenantId !== null && lane.isIdleFor(IDLE_MS);
      if (isIdle) lane.stop(0).catch(() => {});
      if (isIdle || lane.isOver) this.#lanes.delete(key);
    }
  }
}
