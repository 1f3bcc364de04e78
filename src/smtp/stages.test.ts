import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { Delivery, envelopes, envelopeTo } from '../../test/support/smtp-deliver.ts';
import { at, firstOf, type SinkAction, startSmtpSink } from '../../test/support/smtp-sink.ts';
import type { LaneState } from './lane.ts';
import { parseSmtpTarget } from './target.ts';

// 421, silence and a cut at every stage: those before the first MAIL, and those between messages.

const tls = new URL('../../test/support/tls/', import.meta.url);
const cert = readFileSync(new URL('localhost.crt', tls), 'utf8');
const key = readFileSync(new URL('localhost.key', tls), 'utf8');
const MS = 60;
const timeouts = { banner: MS, ehlo: MS, starttls: MS, tls: MS, auth: MS, rset: MS, quit: MS };

let close: () => void = () => {};
afterEach(() => close());

type Stage = 'banner' | 'EHLO' | 'STARTTLS' | 'TLS' | 'EHLO in TLS' | 'AUTH' | 'password';
type Manner = 'silence' | '421' | 'cut';

const GOODBYE = '421-4.3.2 we are\r\n421 4.3.2 closing\r\n';

function misbehave(socket: Socket, manner: Manner): void {
  if (manner === '421') socket.end(GOODBYE);
  if (manner === 'cut') socket.destroy();
}

/** A relay with STARTTLS and AUTH LOGIN that misbehaves at one stage. */
async function startRelay(stage: Stage, manner: Manner): Promise<number> {
  const answer = (socket: Socket, line: string): void => {
    const isSecure = socket instanceof TLSSocket;
    const verb = line.split(' ')[0]!;
    const here: Stage =
      verb === 'EHLO' && isSecure ? 'EHLO in TLS' : verb.length > 8 ? 'password' : (verb as Stage);
    if (here === stage) misbehave(socket, manner);
    else if (verb === 'EHLO')
      socket.write(`250-relay\r\n250 ${isSecure ? 'AUTH LOGIN' : 'STARTTLS'}\r\n`);
    else if (verb === 'STARTTLS') socket.write('220 go\r\n', () => secure(socket));
    else socket.write('334 VXNlcm5hbWU6\r\n');
  };
  const secure = (socket: Socket): void => {
    if (stage === 'TLS') misbehave(socket, manner);
    else listen(new TLSSocket(socket, { isServer: true, cert, key }));
  };
  const listen = (socket: Socket): void => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const isHandshake = !(socket instanceof TLSSocket) && chunk[0] === 22;
      if (!isHandshake) answer(socket, chunk.toString('latin1').trim());
    });
  };
  const server: Server = createServer((socket) => {
    listen(socket);
    if (stage === 'banner') misbehave(socket, manner);
    else socket.write('220 relay\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => server.close();
  return (server.address() as AddressInfo).port;
}

const REASON: Record<Manner, RegExp> = {
  silence: /did not (answer|finish) .*within 0.1 s/,
  '421': /421 4\.3\.2 we are 4\.3\.2 closing/,
  cut: /(closed|cut) the connection/,
};
const STAGES: Stage[] = ['banner', 'EHLO', 'STARTTLS', 'EHLO in TLS', 'AUTH', 'password'];
const cases: [Manner, Stage][] = [
  ...STAGES.flatMap((stage) =>
    (['silence', '421', 'cut'] as const).map((manner): [Manner, Stage] => [manner, stage]),
  ),
  ['silence', 'TLS'],
  ['cut', 'TLS'],
];

test.each(cases)(
  '%s at %s: the lane is down with a reason, and nothing was pulled',
  async (manner, stage) => {
    const port = await startRelay(stage, manner);
    const relay = parseSmtpTarget(`smtp://user:secret-word@localhost:${port}?tls=required`);
    const delivery = new Delivery({ ...relay, ca: cert }, envelopes(1), { timeouts });
    delivery.pool.start();
    await delivery.until(() => !delivery.pool.lane.up);
    const { reason } = delivery.pool.lane;
    await delivery.pool.stop(100);
    expect(reason).toMatch(REASON[manner]);
    expect(reason).not.toContain('secret-word');
    expect(delivery.pulled).toEqual([]);
  },
);

test('a name that is never looked up ends by the timeout for connecting', async () => {
  const delivery = new Delivery('smtp://relay.example', envelopes(1), {
    timeouts: { connect: MS },
    lookup: () => {},
  });
  delivery.pool.start();
  await delivery.until(() => !delivery.pool.lane.up);
  expect(delivery.pool.lane.reason).toMatch(/relay relay\.example.* within 0\.1 s/);
  await delivery.pool.stop(100);
});

describe.each([
  { manner: 'pipelined', extensions: ['PIPELINING'] },
  { manner: 'one command at a time', extensions: [] },
])('between messages, $manner', ({ extensions }) => {
  test.each<[string, SinkAction]>([
    ['silence', { hang: true }],
    ['421', { reply: '421 4.3.2 closing' }],
    ['a cut', { cut: 'fin' }],
    ['a refusal', { reply: '550 5.5.1 no' }],
  ])('%s at RSET is not the next message’s fault', async (_what, action) => {
    const sink = await startSmtpSink({
      extensions,
      script: firstOf(at('rset', action, 1), ({ stage, rcptTo }) =>
        stage === 'rcpt' && rcptTo === 'r2@example.org' ? { reply: '550 5.1.1 nobody' } : undefined,
      ),
    });
    close = () => sink.close();
    const delivery = new Delivery(sink.url, envelopes(4), { timeouts });
    delivery.pool.start();
    await delivery.until(() => delivery.settled.length === 4);
    await delivery.pool.stop(100);
    expect(delivery.outcomeOf('r1@example.org')?.kind).toBe('accepted');
    expect(delivery.outcomeOf('r2@example.org')).toMatchObject({ kind: 'refused', code: 550 });
    expect(delivery.outcomeOf('r4@example.org')?.kind).toBe('accepted');
    const third = delivery.outcomeOf('r3@example.org');
    if (third?.kind !== 'accepted') expect(third).toMatchObject({ kind: 'later', scope: 'lane' });
    expect(delivery.pool.lane.up).toBe(true);
  });

  test('421 in the middle of a large message: it was not sent, and is a suspect', async () => {
    const sink = await startSmtpSink({
      extensions,
      script: ({ stage, rcptTo }) =>
        stage === 'body' && rcptTo === 'large@example.org'
          ? { reply: '421 4.7.1 no more of this' }
          : undefined,
    });
    close = () => sink.close();
    const large = envelopeTo('large@example.org', `${'x'.repeat(76)}\r\n`.repeat(200_000));
    const delivery = new Delivery(sink.url, [...envelopes(1), large]);
    delivery.pool.start();
    await delivery.until(() => delivery.settled.length === 2);
    await delivery.pool.stop(100);
    expect(delivery.outcomeOf('large@example.org')).toMatchObject({
      kind: 'later',
      scope: 'suspect',
    });
    expect(sink.ledger.accepted).toBe(1);
  });
});

test('421 while a connection is idle: the next message takes another one', async () => {
  const lanes: LaneState[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.write('220 relay\r\n');
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      if (text.startsWith('DATA')) socket.write('354 go\r\n');
      else if (text.endsWith('\r\n.\r\n')) socket.end('250 ok\r\n421 4.4.2 idle for too long\r\n');
      else socket.write('250 relay\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => server.close();
  const { port } = server.address() as AddressInfo;
  const delivery = new Delivery(`smtp://127.0.0.1:${port}`, envelopes(1), {
    onLane: (state) => lanes.push(state),
  });
  delivery.pool.start();
  for (let n = 1; n <= 5; n += 1) {
    await delivery.until(() => delivery.settled.length === n);
    await new Promise((resolve) => setImmediate(resolve));
    delivery.add(envelopeTo(`next${n}@example.org`));
  }
  await delivery.until(() => delivery.settled.length === 6);
  await delivery.pool.stop(100);
  expect(delivery.settled.every(({ outcome }) => outcome.kind === 'accepted')).toBe(true);
  expect(sockets.size).toBe(6);
  expect(lanes).toEqual([]);
});
