import type { Logger } from 'pino';

/** Something that runs again and again, never twice at a time. */
export type Ticker = { stop(): Promise<void> };

/** Runs `work` every so often, counted from its end; a failure is logged and tried again. */
export function every(ms: number, log: Logger, work: () => Promise<void>): Ticker {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const schedule = () => {
    if (!stopped) timer = setTimeout(run, ms);
  };
  const run = () => {
    running = work()
      .catch((error) => log.error({ err: error }, 'a recurring task failed'))
      .then(schedule);
  };
  schedule();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
