import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Envelope } from '../../src/smtp/envelope.ts';
import type { Outcome } from '../../src/smtp/outcome.ts';
import type { PoolOptions } from '../../src/smtp/pool.ts';
import { probeRelay } from '../../src/smtp/probe.ts';
import { parseSmtpTarget } from '../../src/smtp/target.ts';
import { Delivery, deliver } from '../support/smtp-deliver.ts';
import { byRecipient, expectTruth, kinds } from './kept.ts';
import { dotted, messages, messageTo, sized } from './messages.ts';
import { type Product, RealServer, whySkipped } from './server.ts';

const CA = readFileSync(join(import.meta.dirname, '../support/tls/localhost.crt'), 'utf8');
/** All of them offer STARTTLS, and we would use it. */
const PLAIN = '?tls=off';
const TLS = '?tls=required';
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

    const kept = async () => byRecipient(await server.arrivals());

    /** Sends them, and holds what the client says against what the server keeps. */
    async function send(list: Envelope[], options: Partial<PoolOptions> = {}, query = PLAIN) {
      const outcomes = await deliver(`${server.url}${query}`, list, options);
      const sent = list.map((envelope, at) => ({ envelope, outcome: outcomes[at] as Outcome }));
      expectTruth(
        await kept(),
        sent.filter(({ envelope }) => isOwn(envelope)),
      );
      return outcomes;
    }

    /**
     * Sends again what was only cut off: servers end a connection after so many messages or errors.
     * That must be said of the lane, not of the message, and of at most one message in each hundred.
     */
    async function sendAgain(list: Envelope[], options: Partial<PoolOptions> = {}) {
      const final: Outcome[] = [];
      let cutOff = 0;
      for (let left = list; left.length > 0; ) {
        const outcomes = await send(left, options);
        const later = outcomes.filter(({ kind }) => kind === 'later');
        for (const outcome of later) expect(outcome).toMatchObject({ scope: 'lane' });
        cutOff += later.length;
        expect(cutOff).toBeLessThanOrEqual(10 + list.length / 100);
        final.push(...outcomes.filter(({ kind }) => kind !== 'later'));
        left = left.filter((_, at) => outcomes[at]!.kind === 'later');
      }
      return final;
    }

    test('offers what it is known for', async () => {
      const probe = await probeRelay(parseSmtpTarget(`${server.url}${PLAIN}`));
      const { pipelining, smtputf8, auth } = product;
      expect(probe).toMatchObject({
        ok: true,
        features: { pipelining, smtputf8, size: true, maxSize: MAX_SIZE, starttls: true },
      });
      if (auth) expect(probe).toMatchObject({ features: { auth: ['PLAIN', 'LOGIN'] } });
    });

    test('takes 2,000 messages over 8 connections, each once and unchanged', async () => {
      const outcomes = await sendAgain(messages('many', 2000), { connections: 8 });
      expect(kinds(outcomes)).toEqual({ accepted: 2000 });
      const many = [...(await kept()).keys()].filter((one) => one.startsWith('many-'));
      expect(many.length).toBe(2000);
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

    test('refuses 40 in a row, and only those', async () => {
      const nobody = Array.from({ length: 40 }, () => messageTo(NOBODY));
      const outcomes = await sendAgain([...nobody, messageTo('after-40@example.com')]);
      expect(kinds(outcomes)).toEqual({ refused: 40, accepted: 1 });
    });

    test('talks TLS with a certificate that we trust, and not otherwise', async () => {
      const bug = product.tlsBug(server.log);
      if (bug !== null) {
        console.warn(bug);
        const reason = await reasonOf(messages('tls', 1), `${server.url}${TLS}`, { ca: CA });
        expect(reason).toMatch(/ failed the TLS handshake: [\w ]+ \(ERR_SSL_\w+\)$/);
        return;
      }
      const outcomes = await send(messages('tls', 100), { connections: 2, ca: CA }, TLS);
      expect(kinds(outcomes)).toEqual({ accepted: 100 });
      const all = await kept();
      expect(all.get('tls-0@example.com')![0]!.raw.toString()).toMatch(/ESMTPS|TLS/);
      expect(await reasonOf(messages('no-tls', 1), `${server.url}${TLS}`)).toMatch(/certificate/);
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
      const outcomes = await deliver(`${server.url}${PLAIN}`, list);
      const refused = { kind: 'refused', code: 553, enhanced: '5.6.7' };
      expect(outcomes[0]).toMatchObject(product.smtputf8 ? { kind: 'accepted' } : refused);
      expect(kinds(outcomes.slice(1))).toEqual({ accepted: 2 });
      const names = ['jörg.李@example.com', 'anna@xn--bcher-kva.example', 'plain-utf8@example.com'];
      expectTruth(
        await kept(),
        list.map((envelope, at) => ({
          envelope: { ...envelope, rcptTo: names[at]! },
          outcome: outcomes[at]!,
        })),
      );
    });

    if (product.auth) {
      test('lets us in with the right password only', async () => {
        const url = (password: string, auth: string) =>
          `smtp://reader:${password}@127.0.0.1:${server.port}?tls=required&auth=${auth}`;
        for (const auth of ['plain', 'login']) {
          const outcomes = await deliver(url('real-secret', auth), messages(auth, 5), { ca: CA });
          expect(kinds(outcomes)).toEqual({ accepted: 5 });
        }
        const guessed = url('guess', 'plain');
        expect(await reasonOf(messages('guess', 1), guessed, { ca: CA })).toMatch(/535/);
      });
    }

    test('killed in the middle: every message settles once, and none that it took is missing', async () => {
      const list = messages('killed', 600);
      const delivery = new Delivery(`${server.url}${PLAIN}`, list, { connections: 8 });
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
      expectTruth(await kept(), delivery.settled);
    });
  });
}

/** Why the lane went down; nothing may have been pulled by then. */
async function reasonOf(list: Envelope[], url: string, options: Partial<PoolOptions> = {}) {
  const delivery = new Delivery(url, list, options);
  delivery.pool.start();
  await delivery.until(() => !delivery.pool.lane.up);
  const { reason } = delivery.pool.lane;
  await delivery.pool.stop(1000);
  expect(delivery.pulled).toEqual([]);
  return reason;
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
