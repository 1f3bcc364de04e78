import { EventEmitter } from 'node:events';
import {
  Logger as GraphileLogger,
  makeWorkerUtils,
  type Runner,
  run,
  runOnce,
} from 'graphile-worker';
import pg from 'pg';
import type { Logger } from 'pino';

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
  const utils = await makeWorkerUtils({ connectionString: url, logger: silent() });
  try {
    await utils.migrate();
  } finally {
    await utils.release();
  }
}

/** Gives back the jobs that dead workers held; the queue itself would wait four hours. */
export async function unlockJobs(url: string, workerIds: string[]): Promise<void> {
  if (workerIds.length === 0) return;
  const utils = await makeWorkerUtils({ connectionString: url, logger: silent() });
  try {
    await utils.forceUnlockWorkers(workerIds);
  } finally {
    await utils.release();
  }
}

/** Runs jobs in this process, four at a time, looking for due ones at least each second. */
export function createJobRunner(url: string, handlers: JobHandlers, log: Logger): JobRunner {
  const events = new EventEmitter();
  const ids: string[] = [];
  // A job is locked in the name of the pool, not of the worker inside it that runs it.
  events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) => {
    ids.push(workerPool.id);
  });
  let runner: Runner | null = null;
  // Our own pool: the queue's has no error handler once it is released, and a connection that the
  // server ends in that moment would end the process.
  const pgPool = new pg.Pool({ connectionString: url, max: 8, application_name: 'pressrun jobs' });
  let stopping = false;
  // Not the error itself: it carries the whole client. And not while we stop: the pool's end doesn't
  // wait for its connections, and the embedded server may cut them first.
  const onLost = ({ message }: Error) => {
    if (!stopping) log.warn({ reason: message }, 'job connection lost');
  };
  pgPool.on('error', onLost);
  pgPool.on('connect', (client) => client.on('error', onLost));
  return {
    start: async () => {
      runner = await run({
        pgPool,
        concurrency: 4,
        pollInterval: 1_000,
        noHandleSignals: true,
        taskList: taskList(handlers),
        events,
        logger: logTo(log),
      });
      // A runner that ends by itself (database away for long) must not end the process.
      runner.promise.catch((error) => log.error({ err: error }, 'job runner ended'));
    },
    stop: async () => {
      stopping = true;
      await runner?.stop();
      await runner?.promise.catch(() => {});
      runner = null;
      await pgPool.end();
    },
    workerIds: () => [...ids],
  };
}

/** Runs all due jobs, and those they enqueue, until none is due. For tests: no clock, no polling. */
export async function drainJobs(url: string, handlers: JobHandlers): Promise<void> {
  await runOnce({
    connectionString: url,
    noHandleSignals: true,
    taskList: taskList(handlers),
    logger: silent(),
  });
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
