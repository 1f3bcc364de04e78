import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CAMPAIGN_MOVES } from '../src/campaigns/campaign.ts';
import { MESSAGE_MOVES } from '../src/messages/message.ts';

const ROOT = join(import.meta.dirname, '..');
const flow = readFileSync(join(ROOT, 'docs/flow.md'), 'utf8');

function section(title: string): string {
  const [, rest] = flow.split(`\n## ${title}\n`);
  return rest!.split('\n## ', 1)[0]!;
}

/** Rows `| STATE | STATE, STATE |`; an en dash stands for none. */
function movesIn(text: string): Record<string, string[]> {
  const rows = text.matchAll(/^\| ([A-Z]+) \| ([A-Z, ]+|–) \|$/gm);
  return Object.fromEntries(
    [...rows].map(([, from, to]) => [from!, to === '–' ? [] : to!.split(', ')]),
  );
}

test('docs/flow.md shows the moves of a campaign and of a message as they are in the code', () => {
  expect(movesIn(section('A campaign'))).toEqual(CAMPAIGN_MOVES);
  expect(movesIn(section('A message'))).toEqual(MESSAGE_MOVES);
});

const sources = globSync('src/**/*.ts', { cwd: ROOT })
  .filter((path) => !path.endsWith('.test.ts') && !path.startsWith('src/db/'))
  .map((path) => ({ path: path.slice(4), text: readFileSync(join(ROOT, path), 'utf8') }));

test('docs/flow.md names every file that works across tenants', () => {
  const crossing = sources.filter(({ text }) => /\.engine\b|acrossTenants\(/.test(text));
  const listed = section('What crosses tenants');
  const missing = crossing.filter(({ path }) => !listed.includes(`\`${path}\``));
  expect(missing.map(({ path }) => path)).toEqual([]);
});

test('docs/flow.md names every function that says it crosses tenants', () => {
  const listed = section('What crosses tenants');
  const said = sources.flatMap(({ text }) =>
    [...text.matchAll(/Crosses tenants[^/]*\*\/\s+export async function (\w+)/g)].map(
      ([, f]) => f!,
    ),
  );
  expect(said.length).toBeGreaterThan(8);
  expect(said.filter((name) => !listed.includes(`\`${name}\``))).toEqual([]);
});

test('docs/flow.md names only files and functions that are there', () => {
  const rows = [...section('What crosses tenants').matchAll(/^\| `([^`]+)` \| (.+?) \|/gm)];
  const text = (path: string) => sources.find((source) => source.path === path)?.text ?? '';
  const gone = rows.flatMap(([, path, names]) =>
    [...names!.matchAll(/`(\w+)`/g)]
      .filter(([, name]) => !new RegExp(`function ${name}\\b`).test(text(path!)))
      .map(([, name]) => `${path} ${name}`),
  );
  expect(gone).toEqual([]);
});
