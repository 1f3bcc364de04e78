import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ended, type Launch, launchServer, stopServer } from './embedded-process.ts';

export type Serving = { stop(): Promise<void> };

const RELAUNCH_MAX_MS = 30_000;

/**
 * Launches the server and waits until it is ready; launches it again whenever it ends before
 * `stop()`: the rest of Pressrun sees a database that was away for a moment.
 *
 * @throws StartupError when the first launch fails.
 */
export async function keepServing(launch: Launch): Promise<Serving> {
  const stopping = new AbortController();
  let child = await launchServer(launch, stopping.signal);
  const watch = async () => {
    while (!stopping.signal.aborted) {
      await ended(child);
      if (!stopping.signal.aborted) child = await relaunch(launch, child, stopping.signal);
    }
    await stopServer(child);
  };
  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      await stopServer(child);
      await watching;
    },
  };
}

/** Tries until it succeeds, at once and then ever more slowly; PostgreSQL logs why it fails. */
async function relaunch(
  launch: Launch,
  before: ChildProcess,
  signal: AbortSignal,
): Promise<ChildProcess> {
  for (let waitMs = 250; !signal.aborted; waitMs = Math.min(2 * waitMs, RELAUNCH_MAX_MS)) {
    try {
      return await launchServer(launch, signal);
    } catch {
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return before;
}
