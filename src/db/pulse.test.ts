import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/support/database.ts';
import { isDatabaseAway } from './failures.ts';
import { Pulse } from './pulse.ts';

const db = testDatabase();

/** A server that takes connections and never says a word. */
async function silentServer(): Promise<{ server: Server; sockets: Socket[]; url: string }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, sockets, url: `postgres://nobody@127.0.0.1:${port}/none` };
}

test('a database that gives no sign of life is told, again and again', async () => {
  const { server, sockets, url } = await silentServer();
  let told = 0;
  const pulse = await new Promise<Pulse>((resolve) => {
    const starting: Pulse = new Pulse(
      url,
      () => {
        told += 1;
        if (told === 2) resolve(starting);
      },
      { beatMs: 5, patienceMs: 30 },
    );
    starting.start();
  });
  await pulse.stop();
  for (const socket of sockets) socket.destroy();
  server.close();
  expect(sockets.length).toBeGreaterThanOrEqual(2);
});

test('one that answers, or refuses, is no hang', async () => {
  const { server, url } = await silentServer();
  await new Promise((resolve) => server.close(resolve));
  let told = 0;
  const pulses = [db.url, url].map(
    (to) => new Pulse(to, () => (told += 1), { beatMs: 5, patienceMs: 2_000 }),
  );
  for (const pulse of pulses) pulse.start();
  // Long enough for some beats, and less than the patience: it is the answers that count.
  await sql`select pg_sleep(0.2)`.execute(db.engine);
  for (const pulse of pulses) await pulse.stop();
  expect(told).toBe(0);
});

test('a cut fails what waits for an answer as "away", and the next one is answered', async () => {
  const waiting = sql`select pg_sleep(10)`.execute(db.app);
  const inside = db.engine.transaction().execute((tx) => sql`select pg_sleep(10)`.execute(tx));
  const failures = Promise.allSettled([waiting, inside]);
  const onlooker = new pg.Client({ connectionString: db.url });
  await onlooker.connect();
  const running = `select from pg_stat_activity
    where datname = current_database() and query = 'select pg_sleep(10)'`;
  while ((await onlooker.query(running)).rowCount !== 2);
  await onlooker.end();
  db.cut();
  for (const failure of await failures) {
    expect(failure.status).toBe('rejected');
    expect(isDatabaseAway((failure as PromiseRejectedResult).reason)).toBe(true);
  }
  const { rows } = await sql<{ one: number }>`select 1 as one`.execute(db.app);
  expect(rows).toEqual([{ one: 1 }]);
});
