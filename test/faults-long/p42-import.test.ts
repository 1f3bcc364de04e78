import { createWriteStream, openAsBlob } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { forgetPeak, peakBytes } from '../../bench/proc.ts';
import { eventually } from '../support/app.ts';
import { atEnd } from '../support/at-end.ts';
import { firstCaller, startProgram, temporaryDataDir } from '../support/pressrun.ts';
import { killWhileImporting } from './import-kills.ts';
import { seeded } from './seed.ts';

const random = seeded('P42');
const MEGABYTE = 1024 * 1024;
const CSV = { 'content-type': 'text/csv' };

test('P42: an import under 10 kills ends as an undisturbed one', async () => {
  await killWhileImporting({ rows: 150_000, kills: 10, random });
});

const ROWS = 1_000_000;
const isBroken = (row: number) => row % 100 === 17;

function* millionRows(): Generator<string> {
  yield 'email,externalId,locale,attributes.name\n';
  for (let from = 1; from <= ROWS; from += 1_000) {
    yield Array.from({ length: 1_000 }, (_, at) => {
      const row = from + at;
      if (!isBroken(row)) return `p${row}@example.com,p-${row},en,"Reader ${row}"\n`;
      return row % 200 === 17
        ? `p${row}@example.com,p-${row},en,"open\n`
        : `p${row} at example,,,\n`;
    }).join('');
  }
}

test('P42: a million rows in under 512 MB, and exactly the broken ones are named', async () => {
  const dataDir = await temporaryDataDir();
  const path = join(await temporaryDataDir(), 'people.csv');
  await pipeline(millionRows(), createWriteStream(path));
  const program = await startProgram('serve', {
    ...{ DATA_DIR: dataDir, RATE_LIMIT_PER_MINUTE: '1000000' },
  });
  atEnd(() => program.end('SIGTERM'));
  const call = await firstCaller(program.url, dataDir);
  const start = performance.now();
  const sent = await fileCall(program.url, dataDir, path);
  const taken = performance.now();
  const takenPeak = peakBytes(program.child.pid!) / MEGABYTE;
  const answers: number[] = [];
  const { body } = await eventually(
    async () => {
      const asked = performance.now();
      const reply = await call('GET', `/contacts/imports/${sent.id}`);
      answers.push(performance.now() - asked);
      return reply;
    },
    (reply) => reply.body.finishedAt !== null,
    600_000,
  );
  const seconds = (performance.now() - taken) / 1_000;
  const peak = peakBytes(program.child.pid!) / MEGABYTE;
  const p95 = answers.sort((a, b) => a - b)[Math.floor(answers.length * 0.95)]!;
  console.log(
    `P42: taken in ${((taken - start) / 1_000).toFixed(1)} s, ${Math.round(ROWS / seconds)} rows/s, ` +
      `peak ${takenPeak.toFixed(0)} MB taking it in, ${peak.toFixed(0)} MB in all, API p95 ${p95.toFixed(0)} ms`,
  );
  expect(body).toMatchObject({ status: 'DONE', rows: ROWS, failed: ROWS / 100 });
  const failures = await call('GET', `/contacts/imports/${sent.id}/failures`);
  const named = String(failures.body)
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => Number.parseInt(line, 10));
  expect(named).toEqual(Array.from({ length: ROWS / 100 }, (_, i) => i * 100 + 17));
  expect(peak).toBeLessThan(512);
  expect(p95).toBeLessThan(500);
});

test('P42: 10 MB of gzip that hold 10 GB are refused with 413 within the first 20 MB', async () => {
  const dataDir = await temporaryDataDir();
  const path = join(await temporaryDataDir(), 'bomb.csv.gz');
  const part = Buffer.from(`${'a'.repeat(1_023)}\n`.repeat(MEGABYTE / 1_024));
  await pipeline(
    function* () {
      yield Buffer.from('email\n');
      for (let i = 0; i < 10_000; i += 1) yield part;
    },
    createGzip(),
    createWriteStream(path),
  );
  expect((await stat(path)).size).toBeGreaterThan(9 * MEGABYTE);
  const program = await startProgram('api', { DATA_DIR: dataDir });
  atEnd(() => program.end('SIGTERM'));
  forgetPeak(program.child.pid!);
  const before = peakBytes(program.child.pid!);
  const headers = { 'content-encoding': 'gzip' };
  await expect(fileCall(program.url, dataDir, path, headers)).rejects.toThrow('413');
  const grown = (peakBytes(program.child.pid!) - before) / MEGABYTE;
  console.log(`P42: the process grew by ${grown.toFixed(0)} MB`);
  expect(grown).toBeLessThan(150);
});

/** Sends a file as it lies on the disk. */
async function fileCall(url: string, dataDir: string, path: string, headers = {}) {
  const { apiKey } = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  const reply = await fetch(`${url}/contacts/imports`, {
    method: 'POST',
    headers: { ...CSV, authorization: `Bearer ${apiKey}`, ...headers },
    body: await openAsBlob(path),
  });
  const body = (await reply.json()) as { id: string; message?: string };
  if (reply.status !== 202) throw new Error(`${reply.status} ${body.message}`);
  return body;
}
