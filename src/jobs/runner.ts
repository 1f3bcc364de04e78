import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Logger as GraphileLogger,
  makeWorkerUtils,
  type Runner,
  run,
  runOnce,
} from 'graphile-worker';
import pg from 'pg';
import type { Logger } from 'pino';
import { renameJobWorkers } from './workers.ts';

/** A job's work. It must be idempotent: after a crash it runs again. Throwing retries it later. */
export type JobHandler = (payload: never) => Promise<void>;
export type JobHandlers = Record<string, JobHandler>;

export type JobRunner = {
  start(): Promise<void>;
  /** Lets running jobs finish. */
  stop(): Promise<void>;
  /** The queue's own names for this process, so that others can unlock what it held when it died. */
  workerIds(): string[];
};

/** Brings the job queue's own schema up to date. Safe to call from several processes at once. */
export async function migrateJobs(url: string): Promise<void> {
  await withPool(url, async (pgPool) => {
    const utils = await makeWorkerUtils({ pgPool, logger: silent() });
    await utils.migrate();
    await utils.release();
  });
}

/** Gives back the jobs that dead workers held; the queue itself would wait four hours. */
export async function unlockJobs(url: string, workerIds: string[]): Promise<void> {
  if (workerIds.length === 0) return;
  await withPool(url, async (pgPool) => {
    const utils = await makeWorkerUtils({ pgPool, logger: silent() });
    await utils.forceUnlockWorkers(workerIds);
    await utils.release();
  });
}

/** How long after a pool gave up its successor is tried, and tried again. */
const SUCCESSION_MS = 500;

/**
 * Runs jobs in this process, four at a time, looking for due ones at least each second. A pool of
 * workers that can't write down what became of a job (the database went away meanwhile) gives up;
 * another one takes over what it held. Not to be left to the queue's own default: it writes without
 * waiting for the answer, and an error there ends the process (P39).
 */
export function createJobRunner(url: string, handlers: JobHandlers, log: Logger): JobRunner {
  const events = new EventEmitter();
  const ids: string[] = [];
  // A job is locked in the name of the pool, not of the worker inside it that runs it.
  events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) => {
    ids.push(workerPool.id);
  });
  let runner: Runner | null = null;
  // The answer that was lost may have been a job, locked in this pool's name with nobody to run it.
  // Not inside the event: a worker that is stopped there prints a stack trace.
  events.on('worker:getJob:error', () => setImmediate(() => runner?.stop().catch(() => {})));
  let stopping = false;
  // Not the error itself: it carries the whole client. And not while we stop: the pool's end doesn't
  // wait for its connections, and the embedded server may cut them first.
  const onLost = ({ message }: Error) => {
    if (!stopping) log.warn({ reason: message }, 'job connection lost');
  };
  const pgPool = openPool(url, onLost);
  let succession: Promise<void> = Promise.resolve();
  const begin = async () => {
    runner = await run({
      pgPool,
      concurrency: 4,
      pollInterval: 1_000,
      noHandleSignals: true,
      // Only so are the errors of these writes caught; 0: without a delay.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      taskList: taskList(handlers),
      events,
      logger: logTo(log),
    });
    // Either way it ended by itself: nobody stops it but `stop`.
    runner.promise.then(succeed, succeed);
  };
  const succeed = () => {
    if (!stopping) succession = takeOver();
  };
  /** Its jobs are idempotent, and those that it couldn't end run again (JobHandler). */
  const takeOver = async () => {
    const gone = ids.splice(0);
    while (!stopping) {
      log.warn({ gone }, 'the job runner gave up; starting another');
      await sleep(SUCCESSION_MS);
      try {
        await unlockJobs(url, gone);
        await begin();
        return await renameJobWorkers(pgPool, gone, ids);
      } catch (error) {
        log.warn({ reason: (error as Error).message }, 'no job runner yet');
      }
    }
  };
  return {
    start: begin,
    stop: async () => {
      stopping = true;
      await succession;
      await runner?.stop().catch(() => {});
      await runner?.promise.catch(() => {});
      runner = null;
      await pgPool.end();
    },
    workerIds: () => [...ids],
  };
}

/** Runs all due jobs, and those they enqueue, until none is due. For tests: no clock, no polling. */
export async function drainJobs(url: string, handlers: JobHandlers): Promise<void> {
  await withPool(url, (pgPool) =>
    runOnce({ pgPool, noHandleSignals: true, taskList: taskList(handlers), logger: silent() }),
  );
}

async function withPool(url: string, work: (pool: pg.Pool) => Promise<void>): Promise<void> {
  const pool = openPool(url, () => {});
  try {
    await work(pool);
  } finally {
    await pool.end();
  }
}

/**
 * The queue's own pool has no error handler once it is released, and a connection that the server ends in
 * that moment would end the process.
 */
function openPool(url: string, onLost: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 8, application_name: 'pressrun jobs' });
  pool.on('error', onLost);
  pool.on('connect', (client) => client.on('error', onLost));
  return pool;
}

function taskList(handlers: JobHandlers) {
  return Object.fromEntries(
    Object.entries(handlers).map(([task, handler]) => [
      task,
      (payload: unknown) => handler(payload as never),
    ]),
  );
}

function silent(): GraphileLogger {
  return new GraphileLogger(() => () => {});
}

function logTo(log: Logger): GraphileLogger {
  return new GraphileLogger((scope) => (level, message, meta) => {
    const write = level === 'error' ? log.error : level === 'warning' ? log.warn : log.debug;
    // Payloads hold ids only, but the queue's meta repeats whole jobs: keep the label.
    write.call(
      log,
      { label: scope.label, task: scope.taskIdentifier, error: meta?.error },
      message,
    );
  });
}
