import { setFlagsFromString } from 'node:v8';
import { Command } from 'commander';
import { type App, type Role, startApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';

/** `serve`, `api` and `worker`: start, say so, run until a signal. */
export function runCommand(role: Role, description: string): Command {
  return new Command(role).description(description).action(async () => {
    if (role === 'worker') keepHeapSmall();
    const config = await readConfig();
    const app = await startApp(config, role, createLog(config.logLevel));
    // Before it says that it is ready: whoever hears it may signal at once.
    const stopped = stopOnSignal(app);
    announce(app, role);
    await stopped;
  });
}

/**
 * A worker's garbage is young and its live heap some 30 MB; on a large machine V8 lets it grow past
 * 300 MB all the same. With a young generation that stays small, and a heap that is collected once it
 * has grown by a third, 60,000 messages took 143 MB instead of 289, at the same CPU.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
}

function announce({ url, firstCredentials, config }: App, role: Role): void {
  if (firstCredentials) {
    const { tenantId, apiKey, email, password } = firstCredentials;
    console.log(
      `First start. Written to ${config.dataDir}/credentials.json, shown only now:\n` +
        `  tenant    ${tenantId}\n  API key   ${apiKey}\n  owner     ${email}\n  password  ${password}`,
    );
  }
  console.log(role === 'worker' ? 'pressrun worker ready' : `pressrun ready ${url}`);
}

/** A terminal's Ctrl-C reaches us and npm, which passes it on: one press may come as two signals. */
const SAME_PRESS_MS = 500;

/** The first signal finishes mail in flight (at most 30 s) and ends with 0; a second one ends at once. */
function stopOnSignal(app: App): Promise<void> {
  return new Promise((resolve) => {
    let stoppingSince: number | null = null;
    const stop = () => {
      const now = performance.now();
      if (stoppingSince !== null && now - stoppingSince < SAME_PRESS_MS) return;
      if (stoppingSince !== null) process.exit(1);
      stoppingSince = now;
      app.stop().then(resolve, (error) => {
        console.error(error);
        process.exit(1);
      });
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}
