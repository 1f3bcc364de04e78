import { Worker } from 'node:worker_threads';
import { PressrunError } from '../lib/errors.ts';
import type { Processed, Task } from './publish-worker.ts';

/**
 * Of the thread's own CPU, so that a busy machine calls nothing too complex. A newsletter of 10 kB takes 0.2 s,
 * one of 110 kB with 300 rules 1.5 s, the start included.
 */
const CPU_LIMIT_MS = 10_000;
/** Whatever it does meanwhile: the requests behind it have waited long enough. */
const TIME_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 500;
const MEMORY_LIMIT_MB = 256;

/** Threads at once in this process; further publishers wait in line. */
const AT_ONCE = 2;

let running = 0;
const waiting: (() => void)[] = [];

/** Inlines CSS and extracts the text in a thread of its own. Throws what `runInThread` throws. */
export function runPublishThread(html: string): Promise<Processed> {
  return runInThread<Processed>({ work: 'publish', source: html }, 'htmlBody');
}

/**
 * Throws `unprocessable` for this field when the work takes more than 10 s of CPU or 256 MB, or overflows the
 * stack.
 */
export async function runInThread<Answer>(task: Task, field: string): Promise<Answer> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await processOnce<Answer>(task, field);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

async function processOnce<Answer>(task: Task, field: string): Promise<Answer> {
  const worker = new Worker(new URL('./publish-worker.ts', import.meta.url), {
    workerData: task,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  try {
    return await answerOf<Answer>(worker, field);
  } finally {
    await worker.terminate();
  }
}

function answerOf<Answer>(worker: Worker, field: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const refuse = () => reject(tooComplex(field));
    const begun = performance.now();
    const timer = setInterval(async () => {
      const isLate = performance.now() - begun > TIME_LIMIT_MS;
      if (isLate || (await cpuOf(worker)) > CPU_LIMIT_MS) refuse();
    }, LOOK_EVERY_MS);
    worker.once('message', (answer: Answer | null) => (answer ? resolve(answer) : refuse()));
    worker.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? refuse() : reject(error),
    );
    worker.once('exit', () => {
      clearInterval(timer);
      refuse();
    });
  });
}

/** In milliseconds; 0 of a thread that hasn't begun, or has ended. */
async function cpuOf(worker: Worker): Promise<number> {
  try {
    const { user, system } = await worker.cpuUsage();
    return (user + system) / 1000;
  } catch {
    return 0;
  }
}

/** 422 that says what the author can do about it. */
export function tooComplex(field = 'htmlBody'): PressrunError {
  const message = 'is too complex: use fewer nested elements, or fewer and simpler CSS rules';
  return new PressrunError('unprocessable', `${field} ${message}`, [{ path: field, message }]);
}
