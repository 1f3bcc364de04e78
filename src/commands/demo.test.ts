import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoContacts } from './demo-content.ts';

const ROOT = join(import.meta.dirname, '../..');
const parts = 'queued 0 + sending 0 + deferred 0 + failed 0 + skipped 0 + cancelled 0 + unknown 0';
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "pressrun demo's "));
  // PostgreSQL's user has to get through when this runs as root.
  await chmod(dir, 0o711);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Runs a line of shell in the checkout, in a process group of its own. */
function shell(line: string, env: Record<string, string> = {}): ChildProcess {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return spawn('sh', ['-c', line], {
    ...{ cwd: ROOT, detached: true, stdio: [...stdio] },
    env: { ...inherited, ...env },
  });
}

/** What it writes to stdout: until the text shows up, or to the end. */
function output({ stdout }: ChildProcess, until = /$^/): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stdout!.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (until.test(text)) resolve(text);
    });
    stdout!.on('end', () => resolve(text));
  });
}

async function json<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

describe('npm run demo', () => {
  it('sends 1,948 copies, keeps the outbox, and prints the command that shows it', async () => {
    const demo = shell('npm run -s demo', { TMPDIR: dir, SMTP_URL: 'smtp://127.0.0.1:1' });
    const ended = once(demo, 'exit');
    const text = await output(demo);
    expect(await ended).toEqual([0, null]);
    expect(text).toContain('Ignored here: SMTP_URL.');
    expect(text).toContain(`\naudience 1948 = sent 1948 + ${parts}\n`);
    expect(text.match(/^sending/gm)!.length).toBeLessThanOrEqual(5);

    const [, url, command] = /at (http:\S+)\/outbox:\n {2}(.+)\n$/.exec(text)!;
    const again = shell(command!, { SMTP_URL: 'smtp://127.0.0.1:1' });
    try {
      expect(await output(again, /pressrun ready/)).toContain(`pressrun ready ${url}`);
      const { data } = await json<{ data: { id: string }[] }>(`${url}/outbox?format=json&q=turner`);
      const { html } = await json<{ html: string }>(`${url}/outbox/${data[0]!.id}?format=json`);
      const [, link] = /href="([^"]+\/u\/[^"]+)"/.exec(html)!;
      expect((await fetch(link!)).status).toBe(200);
    } finally {
      // npm may end first: all is over when nobody holds its output any more.
      const stopped = once(again, 'close');
      process.kill(-again.pid!, 'SIGTERM');
      await stopped;
    }
  });

  it('reads quoted fields of the CSV, and leaves empty ones to their fallback', async () => {
    const contacts = await demoContacts();
    expect(contacts[22]).toMatchObject({
      email: 'lara.fernandez@example.com',
      locale: 'es',
      optIn: true,
      attributes: { city: 'Palma, Illes Balears', plan: 'Folio' },
    });
    expect(contacts[34]!.attributes).not.toHaveProperty('firstName');
  });
});
