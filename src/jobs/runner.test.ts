import pg from 'pg';
import { pino } from 'pino';
import { beforeAll, expect, inject, test } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../../test/faults-long/tcp-proxy.ts';
import { eventually } from '../../test/support/app.ts';
import { atEnd } from '../../test/support/at-end.ts';
import { copyDatabase } from '../../test/support/database.ts';
import { createJobRunner } from './runner.ts';

// P39, P40: what a job needs to be written down is lost on its way, and the job isn't.

const ran: string[] = [];
let onRun: (name: string) => Promise<void> = async () => {};
let proxy: TcpProxy;
let sql: pg.Client;

beforeAll(async () => {
  const databaseUrl = await copyDatabase(inject('serverUrl'));
  sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  proxy = await startTcpProxy(databaseUrl);
  const handlers = {
    note: async ({ name }: { name: string }) => {
      ran.push(name);
      await onRun(name);
    },
  };
  const runner = createJobRunner(proxy.url, handlers, pino({ level: 'silent' }));
  await runner.start();
  await sql.query(
    `insert into workers (id, job_worker_ids, lease_until) values (gen_random_uuid(), $1, now())`,
    [runner.workerIds()],
  );
  atEnd(() => sql.end());
  atEnd(() => proxy.close());
  atEnd(() => runner.stop());
});

const enqueue = (name: string) =>
  sql.query('select enqueue_job($1, $2, $3, null)', ['note', JSON.stringify({ name }), name]);

async function untilRun(name: string, times: number): Promise<void> {
  const count = async () => ran.filter((one) => one === name).length;
  await eventually(count, (runs) => runs >= times);
  const left = async () => {
    const { rows } = await sql.query('select from graphile_worker._private_jobs where key = $1', [
      name,
    ]);
    return rows.length;
  };
  await eventually(left, (jobs) => jobs === 0);
}

test('the database goes away while a job runs: it runs again, in the next pool’s name', async () => {
  onRun = async () => {
    onRun = async () => {};
    await proxy.shut();
    setTimeout(() => proxy.open(), 300);
    throw new Error('the database is away');
  };
  await enqueue('failing');
  await untilRun('failing', 2);
  const { rows } = await sql.query('select job_worker_ids as ids from workers');
  expect(rows[0].ids).toHaveLength(1);
  await enqueue('next');
  await untilRun('next', 1);
});

test('the end of a job can not be written: nothing is thrown into the void', async () => {
  onRun = async () => {
    onRun = async () => {};
    await proxy.shut();
    setTimeout(() => proxy.open(), 300);
  };
  await enqueue('ending');
  await untilRun('ending', 1);
});

test('a job whose hand-over was lost runs all the same', async () => {
  const before = proxy.lost.length;
  let isLost = false;
  proxy.loseAnswers((text) => {
    const isMeant = !isLost && /locked_by = \$1/.test(text) && /for update/i.test(text);
    isLost ||= isMeant;
    return isMeant;
  });
  await enqueue('handed over');
  await untilRun('handed over', 1);
  proxy.loseAnswers(null);
  expect(proxy.lost.length).toBe(before + 1);
});
