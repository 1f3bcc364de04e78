import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

// The house rules of CONTRIBUTING.md that a program can check.

const ROOT = join(import.meta.dirname, '..');

/** A file imports from its own place and from places above it in this list, never from below. */
const ORDER = [
  ...['lib', 'db', 'jobs', 'smtp', 'http', 'events', 'audit', 'sessions', 'users', 'members'],
  ...['tenants', 'projects', 'contacts', 'imports'],
  ...['suppressions', 'templates', 'links', 'messages', 'engagement', 'campaigns', 'emails'],
  ...['delivery', 'tracking'],
  ...['webhooks'],
  ...['outbox', 'config.ts', 'log.ts', 'secret.ts', 'database.ts', 'listen.ts', 'start-page.ts'],
  ...['api.ts', 'app.ts', 'commands', 'main.ts'],
];
/** Types of every operation and table, made by `npm run generate`. */
const GENERATED = ['sdk/src/operations.ts', 'src/db/schema.ts'];
const MAX_LINES = 500;
const MEDIAN_LINES = 60;

/** Static and dynamic imports, re-exports, and files that a thread is started from. */
const IMPORT = /(?:from|import|import\(|new URL\()\s*'(\.{1,2}\/[^']+)'/g;

type Source = { path: string; text: string; imports: string[] };

const sources = filesBelow('src')
  .filter((path) => !path.endsWith('.test.ts'))
  .map(readSource);
const everything = [
  'src',
  'sdk/src',
  'sdk/test',
  'test',
  'scripts',
  'bench',
  'demo',
  'bin',
].flatMap(filesBelow);

function filesBelow(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function readSource(path: string): Source {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const imports = [...text.matchAll(IMPORT)].map((m) => normalize(join(dirname(path), m[1]!)));
  return { path, text, imports: imports.filter((target) => target.endsWith('.ts')) };
}

/** The folder of src/ that a file is in, or the file itself when it stands at the top. */
function placeOf(path: string): string {
  return path.split('/')[1]!;
}

test('README.md’s tree has the folders of src/, in the same order', () => {
  const told = [
    ...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^\| `src\/(\w+)\/` \|/gm),
  ];
  expect(told.map(([, folder]) => folder)).toEqual(ORDER.filter((place) => !place.includes('.')));
});

test('every place in src/ has its place in the order', () => {
  const places = [...new Set(sources.map(({ path }) => placeOf(path)))];
  expect(places.filter((place) => !ORDER.includes(place))).toEqual([]);
});

test('imports point one way: to the own folder or to those above it', () => {
  const wrong = edges().filter(([from, to]) => !to.startsWith('src/') || rankOf(to) > rankOf(from));
  expect(wrong.map((edge) => edge.join(' → '))).toEqual([]);
});

test('store.ts is imported only inside its folder', () => {
  const wrong = edges().filter(
    ([from, to]) => /(^|[/-])store\.ts$/.test(to) && dirname(from) !== dirname(to),
  );
  expect(wrong.map((edge) => edge.join(' → '))).toEqual([]);
});

test('no circles', () => {
  const graph = new Map(sources.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: string[]) => {
    if (trail.includes(path)) {
      circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    } else if (!done.has(path)) {
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    }
  };
  for (const path of graph.keys()) visit(path, []);
  expect(circles).toEqual([]);
});

test('process.env is read in config.ts only', () => {
  const readers = sources.filter(({ text }) => text.includes('process.env'));
  expect(readers.map(({ path }) => path)).toEqual(['src/config.ts']);
});

test('SQL is in files of its own: routes and pure files have none', () => {
  const wrong = sources.filter(
    ({ path, text }) => /routes\.ts$|schemas\.ts$/.test(path) && /\bsql(<[^`]*>)?`/.test(text),
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test(`no file has more than ${MAX_LINES} lines`, () => {
  const long = everything.filter((path) => !GENERATED.includes(path) && linesOf(path) > MAX_LINES);
  expect(long).toEqual([]);
});

test(`half of the files in src/ have at most ${MEDIAN_LINES} lines`, () => {
  const lengths = sources.map(({ path }) => linesOf(path)).sort((a, b) => a - b);
  const median = lengths[Math.floor(lengths.length / 2)];
  console.log(`src/: ${lengths.length} files, median ${median} lines, longest ${lengths.at(-1)}`);
  expect(median).toBeLessThanOrEqual(MEDIAN_LINES);
});

test('no buckets: a file is named for what is in it', () => {
  const bucket = /^(utils?|helpers?|common|types?|misc|shared|index)\.[cm]?[jt]s$/;
  expect(everything.filter((path) => bucket.test(basename(path)))).toEqual([]);
});

test('erasable TypeScript only: Node runs these files as they are', () => {
  const wrong = sources.filter(({ text }) =>
    /^\s*(export )?(declare )?(const )?enum |^\s*(export )?namespace |constructor\([^)]*\b(private|public|readonly) /m.test(
      text,
    ),
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

function edges(): [string, string][] {
  return sources.flatMap(({ path, imports }) => imports.map((to): [string, string] => [path, to]));
}

function rankOf(path: string): number {
  return ORDER.indexOf(placeOf(path));
}

function linesOf(path: string): number {
  return readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1;
}
