import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import { type Config, readConfig } from '../src/config.ts';
import { startProgram, temporaryDataDir } from './support/pressrun.ts';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** A block to paste, and what its reader should see. */
type Step = { bash: string; shown: string };

function section(title: string): string {
  const [, rest] = README.split(`\n## ${title}\n`);
  return rest!.split('\n## ', 1)[0]!;
}

function steps(): Step[] {
  const blocks = `${section('A campaign with curl')}${section('People')}`.matchAll(
    /```bash\n([\s\S]*?)```(?:\n\n```text\n([\s\S]*?)```)?/g,
  );
  return [...blocks].map(([, bash, shown = '']) => ({ bash: bash!, shown }));
}

/** Pastes all blocks into one shell, with a line of ours between them; answers what each printed. */
async function paste(blocks: string[], env: Record<string, string>): Promise<string[]> {
  const shell = spawn('bash', { cwd: ROOT, env: { PATH: process.env.PATH, ...env } });
  const ended = once(shell, 'exit');
  shell.stdin.end(blocks.map((block) => `${block}\nprintf '\\f'\n`).join(''));
  const [out, err] = await Promise.all([text(shell.stdout), text(shell.stderr), ended]);
  expect(err).toBe('');
  return out.split('\f').slice(0, -1);
}

let dataDir: string;
beforeAll(async () => {
  dataDir = await temporaryDataDir();
});

test('the walk-through does and shows what the README says, pasted into bash', async () => {
  const program = await startProgram('serve', { DATA_DIR: dataDir });
  try {
    const all = steps();
    expect(all.length).toBeGreaterThanOrEqual(8);
    const shown = await paste(
      all.map(({ bash }) => bash),
      { BASE: program.url, DATA_DIR: dataDir },
    );
    expect(shown).toEqual(all.map((step) => step.shown));
  } finally {
    expect(await program.end('SIGTERM')).toBe(0);
  }
});

test('the table of settings has every variable that is read, with its default', async () => {
  const rows = [...section('Settings').matchAll(/^\| `([A-Z_]+)` \| (.+?) \|/gm)];
  const defaults = new Map(rows.map(([, name, value]) => [name!, value!]));
  const read = new Set<string>();
  const env = new Proxy({}, { get: (_, name: string) => void read.add(name) });
  const config: Config = await readConfig(env);
  expect([...defaults.keys()].sort()).toEqual([...read].sort());
  const { port, host, dataDir, mailFrom, logLevel, rateLimitPerMinute, smtpConnections } = config;
  expect(
    ['PORT', 'HOST', 'DATA_DIR', 'MAIL_FROM', 'LOG_LEVEL', 'RATE_LIMIT_PER_MINUTE'].map((name) =>
      defaults.get(name),
    ),
  ).toEqual([port, host, dataDir, mailFrom, logLevel, rateLimitPerMinute].map((v) => `\`${v}\``));
  expect(defaults.get('SMTP_CONNECTIONS')).toBe(`\`${smtpConnections}\``);
});
