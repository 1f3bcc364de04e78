import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../../test/support/app.ts';
import { plainNode, programWithPackage } from './packed.ts';

// The package as a user has it: packed, installed in a directory of its own, on the Node that is there.

const SDK = join(import.meta.dirname, '..');
const TSC = join(SDK, '../node_modules/typescript/bin/tsc');
const README = readFileSync(join(SDK, 'README.md'), 'utf8');
const run = promisify(execFile);

let app: RunningApp;
let dir: string;
let files: string[];

beforeAll(async () => {
  [app, { dir, files }] = await Promise.all([runApp(), programWithPackage()]);
}, 120_000);

function blocks(language: string): string[] {
  const found = README.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'));
  return [...found].map(([, text]) => text!);
}

test('the program of README.md prints what README.md says', { timeout: 60_000 }, async () => {
  const node = plainNode();
  console.log(`the packed package on Node ${node.version.trim()}`);
  const program = blocks('js');
  expect(program.length).toBeGreaterThanOrEqual(9);
  await writeFile(join(dir, 'readme.js'), program.join('\n'));
  const env = { PRESSRUN_URL: app.url, PRESSRUN_API_KEY: app.tenant.apiKey };
  const { stdout, stderr } = await run(node.path, ['readme.js'], { cwd: dir, env });
  expect(stdout).toBe(blocks('text').join(''));
  expect(stderr).toBe('');
});

test('the tarball holds JavaScript, declarations and the documents, and nothing else', () => {
  const others = files.filter((file) => !/^dist\/[a-z-]+\.(js|d\.ts)$/.test(file));
  expect(others.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
  expect(files).toContain('dist/pressrun.js');
  expect(files).toContain('dist/pressrun.d.ts');
  expect(files.filter((file) => file.includes('test'))).toEqual([]);
});

test('it has no dependency, and its version is that of the program', () => {
  const read = (path: string) => JSON.parse(readFileSync(join(SDK, path), 'utf8'));
  const own = read('package.json');
  expect([own.dependencies, own.peerDependencies]).toEqual([undefined, undefined]);
  expect(own.version).toBe(read('../package.json').version);
});

const PROGRAM = `
import { Pressrun, verifyWebhook, type Campaign, type Contact } from '@pressrun/sdk';
const client = new Pressrun({ apiKey: 'mc_test_x', baseUrl: 'http://127.0.0.1:1' });
export async function program(): Promise<Campaign> {
  for await (const contact of client.contacts.list({ locale: 'en', updatedSince: new Date() })) {
    const one: Contact = contact;
    one.attributes satisfies Record<string, unknown>;
  }
  const { meta } = await client.contacts.list();
  meta.nextCursor satisfies string | null;
  const event = await verifyWebhook('', new Headers(), 'secret');
  if (event.type === 'email.bounced') event.data.bounceType satisfies 'hard' | 'soft';
  return client.campaigns.create({ name: 'May', audienceFilter: { locale: 'es' } });
}
`;
const WRONG = `
import { Pressrun } from '@pressrun/sdk';
const client = new Pressrun({ apiKey: 'mc_test_x', baseUrl: 'http://127.0.0.1:1' });
client.contacts.list({ locale: 'xx' });
client.campaigns.create({});
client.contacts.upsert({ email: 'ana@example.com', name: 'Ana' });
`;

/** What tsc says of a user's file; libraries are checked, too. */
async function typeCheck(name: string, text: string): Promise<string[]> {
  await writeFile(join(dir, name), text);
  const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--pretty', 'false'];
  const target = [
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2022,dom',
    '--types',
    '',
  ];
  const said = await run(process.execPath, [TSC, ...options, ...target, name], { cwd: dir })
    .then(({ stdout }) => stdout)
    .catch(({ stdout }: { stdout: string }) => stdout);
  return said.split('\n').filter((line) => line.includes('error TS'));
}

test('a TypeScript program is checked against it, and a wrong one refused', async () => {
  expect(await typeCheck('program.ts', PROGRAM)).toEqual([]);
  const wrong = await typeCheck('wrong.ts', WRONG);
  expect(wrong.map((line) => /^wrong\.ts\((\d+)/.exec(line)?.[1])).toEqual(['4', '5', '6']);
});
