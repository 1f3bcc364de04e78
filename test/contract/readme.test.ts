import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const HERE = import.meta.dirname;
const read = (file: string) => readFileSync(join(HERE, file), 'utf8');

/** The rows of README.md's tables: `mark file`. */
const rows = [...read('README.md').matchAll(/^\| (\w+|–) \| .+ \| (\S+\.test\.ts) \|$/gm)];
const told = rows.map(([, mark, file]) => ({ mark: mark!, file: file! }));

test('README.md names every test of the contract, and no other', () => {
  const files = readdirSync(HERE).filter((file) => /\.test\.ts$/.test(file));
  const written = files.flatMap((file) =>
    [...read(file).matchAll(/^test\(['"`]([A-Z]\d+)\b/gm)].map(([, mark]) => `${mark} ${file}`),
  );
  const named = told.filter(({ mark }) => mark !== '–').map(({ mark, file }) => `${mark} ${file}`);
  expect(named.sort()).toEqual(written.sort());
  expect(new Set(named.map((one) => one.split(' ')[0])).size).toBe(named.length);
});

test('README.md points only at files that are there', () => {
  expect(told.length).toBeGreaterThan(50);
  expect(told.filter(({ file }) => !existsSync(join(HERE, file)))).toEqual([]);
});
