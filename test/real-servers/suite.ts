import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Envelope } from '../../src/smtp/envelope.ts';
import type { Outcome } from '../../src/smtp/outcome.ts';
import type { PoolOptions } from '../../src/smtp/pool.ts';
import { Delivery, deliver } from '../support/smtp-deliver.ts';
import { expectTruth, keptBy } from './kept.ts';
import { dotted, messages, messageTo, sized } from './messages.ts';
import { type Product, RealServer, whySkipped } from './server.ts';

const CA = readFileSync(join(import.meta.dirname, '../support/tls/localhost.crt'), 'utf8');
const MAX_SIZE = 200_000;
const NOBODY = 'nobody-550@example.com';
const LATER = 'later-450@example.com';

/** What must hold between our client and any real mail server. */
export function describeServer(product: Product): void {
  const reason = whySkipped(product);
  if (reason !== null) {
    console.warn(reason);
    test.skip(reason, () => {});
    return;
  }
  describe(product.name, () => {
    const server = new RealServer(product);
    beforeAll(() => server.start());
    afterAll(() => server.stop());

    async function send(list: Envelope[], options: Partial<PoolOptions> = {}, query = '') {
      const outcomes = await deliver(`${server.url}${query}`, list, options);
      const sent = list.map((envelope, at) => ({ envelope, outcome: outcomes[at] as Outcome }));
      expectTruth(
        await keptBy(server),
        sent.filter(({ envelope }) => isOwn(envelope)),
      );
      return outcomes;
    }

    test('takes 2,000 messages over 8 connections, each once and unchanged', async () => {
      const outcomes = await send(messages('many', 2000), { connections: 8 });
      expect(kinds(outcomes)).toEqual({ accepted: 2000 });
    });

    test('refuses and defers some without any effect on their neighbours', async () => {
      const list = messages('among', 200).flatMap((envelope, at) => {
        if (at % 5 === 0) return [messageTo(NOBODY), envelope];
        return at % 7 === 0
          ? [messageTo(LATER), envelope, dotted(`dots-${at}@example.com`)]
          : [envelope];
      });
      const outcomes = await send(list, { connections: 3 });
      for (const [at, { rcptTo }] of list.entries()) {
        expect(outcomes[at]).toMatchObject(expectedFor(rcptTo));
      }
    });

    test('refuses 40 in a row on one connection and takes the next', async () => {
      const list = [
        ...Array.from({ length: 40 }, () => messageTo(NOBODY)),
        messageTo('after-40@example.com'),
      ];
      const outcomes = await send(list);
      expect(kinds(outcomes)).toEqual({ refused: 40, accepted: 1 });
    });

    test('talks TLS with a certificate that we trust, and not otherwise', async () => {
      const list = messages('tls', 100);
      const outcomes = await send(list, { connections: 2, ca: CA }, '?tls=required');
      expect(kinds(outcomes)).toEqual({ accepted: 100 });
      const kept = await keptBy(server);
      expect(kept.get('tls-0@example.com')![0]!.raw.toString()).toMatch(/ESMTPS|TLS/);

      const distrustful = new Delivery(`${server.url}?tls=required`, [
        messageTo('no-tls@example.com'),
      ]);
      distrustful.pool.start();
      await distrustful.until(() => !distrustful.pool.lane.up);
      expect(distrustful.pool.lane.reason).toMatch(/certificate/);
      await distrustful.pool.stop(1000);
      expect(distrustful.settled).toEqual([]);
    });

    test('is not troubled with a message above its SIZE, and takes a large one below it', async () => {
      const list = [
        messageTo('before-size@example.com'),
        sized('too-large@example.com', MAX_SIZE + 1),
        sized('large@example.com', MAX_SIZE - 2000),
        // With the server's own header it may become too large: then the server says so at the dot.
        sized('on-the-edge@example.com', MAX_SIZE),
        messageTo('after-size@example.com'),
      ];
      const outcomes = await send(list);
      expect(outcomes.map(({ kind }) => kind).toSpliced(3, 1)).toEqual([
        'accepted',
        'refused',
        'accepted',
        'accepted',
      ]);
      expect(outcomes[1]).toMatchObject({ kind: 'refused', code: 552, enhanced: '5.3.4' });
      expect(outcomes[3]!.reply).toMatch(/^(250|552) /);
    });

    test('gets addresses beyond ASCII only if it knows SMTPUTF8', async () => {
      const list = [
        messageTo('jörg.李@example.com'),
        messageTo('anna@bücher.example'),
        messageTo('plain-utf8@example.com'),
      ];
      const outcomes = await deliver(server.url, list);
      const refused = { kind: 'refused', code: 553, enhanced: '5.6.7' };
      expect(outcomes[0]).toMatchObject(product.smtputf8 ? { kind: 'accepted' } : refused);
      expect(kinds(outcomes.slice(1))).toEqual({ accepted: 2 });
      const kept = await keptBy(server);
      expect(kept.get('jörg.李@example.com')?.length ?? 0).toBe(product.smtputf8 ? 1 : 0);
      expect(kept.get('anna@xn--bcher-kva.example')?.length).toBe(1);
    });

    test.runIf(product.auth)('lets us in with the right password only', async () => {
      const url = (password: string, auth: string) =>
        `smtp://reader:${password}@127.0.0.1:${server.port}?tls=required&auth=${auth}`;
      for (const auth of ['plain', 'login']) {
        const outcomes = await deliver(url('real-secret', auth), messages(auth, 5), { ca: CA });
        expect(kinds(outcomes)).toEqual({ accepted: 5 });
      }
      const wrong = new Delivery(url('guess', 'plain'), messages('guess', 1), { ca: CA });
      wrong.pool.start();
      await wrong.until(() => !wrong.pool.lane.up);
      expect(wrong.pool.lane.reason).toMatch(/535/);
      await wrong.pool.stop(1000);
      expect(wrong.settled).toEqual([]);
    });

    test('killed in the middle: every message settles once, and none that it took is missing', async () => {
      const list = messages('killed', 600);
      const delivery = new Delivery(server.url, list, { connections: 8 });
      delivery.pool.start();
      for (const settled of [100, 250, 400]) {
        await delivery.until(() => delivery.settled.length >= settled);
        expect(server.killWorkers()).toBeGreaterThan(0);
        if (!product.survivesItsWorkers) {
          await delivery.until(() => !delivery.pool.lane.up);
          await server.start();
        }
      }
      await delivery.until(() => delivery.settled.length >= list.length);
      await delivery.pool.stop(5000);
      expect(delivery.settled.length).toBe(list.length);
      expect(new Set(delivery.settled.map(({ envelope }) => envelope)).size).toBe(list.length);
      const count = kinds(delivery.settled.map(({ outcome }) => outcome));
      expect(count.refused).toBeUndefined();
      expect(count.accepted).toBeGreaterThan(300);
      expect((count.later ?? 0) + (count.unknown ?? 0)).toBeGreaterThan(0);
      expectTruth(await keptBy(server), delivery.settled);
    });
  });
}

/** Whether an address belongs to one message alone. */
function isOwn(envelope: Envelope): boolean {
  return envelope.rcptTo !== NOBODY && envelope.rcptTo !== LATER;
}

function expectedFor(rcptTo: string): object {
  if (rcptTo === NOBODY) return { kind: 'refused', code: 550, enhanced: '5.1.1' };
  if (rcptTo === LATER) return { kind: 'later', scope: 'message', code: 450, enhanced: '4.2.1' };
  return { kind: 'accepted' };
}

/** How many outcomes there are of each kind. */
function kinds(outcomes: Outcome[]): Record<string, number> {
  const count: Record<string, number> = {};
  for (const { kind } of outcomes) count[kind] = (count[kind] ?? 0) + 1;
  return count;
}
