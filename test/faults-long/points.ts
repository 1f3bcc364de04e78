import pg from 'pg';
import { eventually } from '../support/app.ts';
import type { SinkStage } from '../support/smtp-script.ts';
import type { Plant } from './plant.ts';

/** P2's points, in the order in which a message passes them. */
export const POINTS = [
  'after claim',
  'after MAIL FROM',
  'after RCPT',
  'after final dot',
  'after 250',
  'before commit',
] as const;
export type Point = (typeof POINTS)[number];

/** A way to bring a worker to a point of its work, and to keep it there. */
export type Trap = {
  /** Resolves when the worker stands there, and nothing of its work is anywhere else. */
  sprung(campaignId: string): Promise<void>;
  /** The worker is dead: nothing keeps others from passing. */
  open(): Promise<void>;
  /** Recipients that the sink has and the dead worker couldn't know of; null = any that were sent. */
  doubted(): string[] | null;
};

/**
 * Sets the trap for the moment when the sink has `at` copies. `bad` is the worse half of a point: the
 * final dot was lost on its way, the transaction was rolled back. `kill` is for the one point at which
 * a worker can't be kept.
 */
export function setTrap(
  plant: Plant,
  { point, at, bad }: { point: Point; at: number; bad: boolean },
  kill: () => void,
): Trap {
  switch (point) {
    case 'after claim':
      return hangAt(plant, 'banner', 0);
    case 'after MAIL FROM':
      return hangAt(plant, 'mail', at);
    case 'after RCPT':
      return hangAt(plant, 'rcpt', at);
    case 'after final dot':
      return hangAt(plant, 'dot', at, bad);
    case 'after 250':
      return after250(plant, at, kill);
    case 'before commit':
      return beforeCommit(plant, at, bad);
  }
}

/** From a copy on, every connection is left without an answer at this stage. */
function hangAt(plant: Plant, stage: SinkStage, at: number, lost = false): Trap {
  const { sink } = plant;
  const hung = new Set<number>();
  const doubted: string[] = [];
  sink.setScript((step) => {
    if (step.stage !== stage || sink.ledger.accepted < at) return undefined;
    hung.add(step.connection);
    if (stage === 'dot' && !lost) doubted.push(step.rcptTo);
    return { hang: true, lost };
  });
  const stands = async (campaignId: string) => {
    const before = `${hung.size} ${sink.ledger.accepted}`;
    const { sent, held } = await standing(plant, campaignId);
    const known = sink.ledger.accepted - doubted.length;
    const isStill = before === `${hung.size} ${sink.ledger.accepted}`;
    const here = hung.size > 0 && hung.size === sink.connections && isStill;
    return { here: here && held && sent === known, hung: hung.size, sent, known, held };
  };
  return {
    sprung: async (campaignId) => {
      await eventually(
        () => stands(campaignId),
        ({ here }) => here,
      );
    },
    open: async () => sink.setScript(undefined),
    doubted: () => doubted,
  };
}

/** What is recorded of a campaign, and whether a worker holds messages of it. */
async function standing({ sql }: Plant, campaignId: string) {
  const { rows } = await sql.query<{ sent: number; held: boolean }>(
    `select sent::int, exists (select from claims where campaign_id = $1) as held
     from campaign_progress where campaign_id = $1`,
    [campaignId],
  );
  return rows[0]!;
}

/** The 250 is on its way to the worker, or in its hands: which, nobody knows. */
function after250({ sink }: Plant, at: number, kill: () => void): Trap {
  const said = new Promise<void>((resolve) => {
    const strike = () => {
      kill();
      resolve();
    };
    sink.setScript((step) => {
      // This is asked before the copy is counted, and the answer is written within this turn.
      if (step.stage === 'dot' && sink.ledger.accepted === at) setImmediate(strike);
      return undefined;
    });
  });
  return { sprung: () => said, open: async () => sink.setScript(undefined), doubted: () => null };
}

/** A lock on the campaign's counts, which every recording has to write. */
function beforeCommit(plant: Plant, at: number, rollBack: boolean): Trap {
  const { sink, sql } = plant;
  const lock = new pg.Client(connectionOf(sql));
  // A test that fails leaves it to the end of its database.
  lock.on('error', () => {});
  const reached = new Promise<void>((resolve) => {
    plant.onCopy = () => {
      if (sink.ledger.accepted < at) return;
      plant.onCopy = () => {};
      sink.hold();
      resolve();
    };
  });
  return {
    sprung: async (campaignId) => {
      await reached;
      await lock.connect();
      await lock.query('begin');
      await lock.query('select from campaign_progress where campaign_id = $1 for update', [
        campaignId,
      ]);
      sink.release();
      await eventually(
        () => recordings(plant),
        (pids) => pids.length > 0,
      );
    },
    open: async () => {
      // Left alone, the server ends the dead worker's statement and commits it.
      if (rollBack) {
        await sql.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [
          await recordings(plant),
        ]);
      }
      await lock.query('rollback');
      await lock.end();
    },
    doubted: () => null,
  };
}

function connectionOf({ host, port, user, password, database }: pg.Client) {
  return { host, port, user, password: password ?? undefined, database };
}

/** The connections whose recording waits for a lock; of a query only its first kilobyte is shown. */
async function recordings({ sql }: Plant): Promise<number[]> {
  const { rows } = await sql.query<{ pid: number }>(
    `select pid from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'
       and query like '%), answer as (%' and pid <> pg_backend_pid()`,
  );
  return rows.map(({ pid }) => pid);
}
