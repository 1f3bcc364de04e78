import type { Config } from '../config.ts';

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The user's variables that would lead the demo to their data, their relay or the network. */
export function ignored(given: Config): string[] {
  const set = {
    DATA_DIR: given.dataDir !== './data',
    DATABASE_URL: given.databaseUrl !== null,
    SMTP_URL: given.smtpUrl !== null,
    HOST: given.host !== '127.0.0.1',
    PUBLIC_URL: given.publicUrlSet,
  };
  return Object.entries(set).flatMap(([name, isSet]) => (isSet ? [name] : []));
}

/** The command that shows the kept outbox: on the same port, so that the links in its mail work. */
export function showAgain({ dataDir, port }: Config, given: Config): string {
  const without = ignored(given)
    .filter((name) => name !== 'DATA_DIR')
    .map((name) => `-u ${name}`);
  const env = without.length > 0 ? `env ${without.join(' ')} ` : '';
  return `${env}PORT=${port} DATA_DIR=${quoted(dataDir)} npm start`;
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

const WIDTH = 30;
const STEP = 0.25;

/** Shows how far a campaign is: on a terminal one line that is redrawn, else a line per quarter. */
export function createProgress(isTerminal: boolean): (done: number, of: number) => void {
  const began = performance.now();
  let shown = -1;
  let finished = false;
  return (done, of) => {
    const share = of === 0 ? 0 : done / of;
    const step = Math.floor(share / STEP);
    if (finished || (!isTerminal && step <= shown)) return;
    shown = step;
    finished = of > 0 && done === of;
    const filled = Math.round(share * WIDTH);
    const rate = Math.round((done * 1_000) / (performance.now() - began));
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    const line = `sending       ${bar} ${count(done)} of ${count(of)}, ${count(rate)} a second`;
    process.stdout.write(isTerminal ? `\r${line}\x1b[K${finished ? '\n' : ''}` : `${line}\n`);
  };
}

export function count(value: number): string {
  return value.toLocaleString('en');
}
