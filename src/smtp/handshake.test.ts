import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { TLSSocket } from 'node:tls';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { Delivery, deliver, envelopes } from '../../test/support/smtp-deliver.ts';
import { at, startSmtpSink } from '../../test/support/smtp-sink.ts';
import type { PoolOptions } from './pool.ts';
import { probeRelay } from './probe.ts';
import { parseSmtpTarget, type SmtpTarget } from './target.ts';

const tls = new URL('../../test/support/tls/', import.meta.url);
const cert = readFileSync(new URL('localhost.crt', tls), 'utf8');
const key = readFileSync(new URL('localhost.key', tls), 'utf8');

let close: (() => Promise<void>) | null = null;
afterEach(async () => {
  await close?.();
  close = null;
});

type Seen = { secure: boolean; user: string; text: string };

/** A real smtp-server; returns its port and what it was given. */
async function startServer(options: SMTPServerOptions): Promise<{ port: number; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = new SMTPServer({
    cert,
    key,
    authOptional: true,
    logger: false,
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (chunk) => {
        text += chunk;
      });
      stream.on('end', () => {
        seen.push({ secure: session.secure, user: String(session.user ?? ''), text });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => new Promise((resolve) => server.close(() => resolve()));
  return { port: (server.server.address() as AddressInfo).port, seen };
}

function target(url: string, ca: string | null = cert): SmtpTarget {
  return { ...parseSmtpTarget(url), ca };
}

async function reasonOf(relay: SmtpTarget, options: Partial<PoolOptions> = {}): Promise<string> {
  const delivery = new Delivery(relay, envelopes(1), options);
  delivery.pool.start();
  await delivery.until(() => !delivery.pool.lane.up);
  await delivery.pool.stop(100);
  expect(delivery.pulled).toEqual([]);
  return delivery.pool.lane.reason ?? '';
}

describe('TLS', () => {
  test('STARTTLS is used when offered, with a certificate that is trusted', async () => {
    const { port, seen } = await startServer({});
    const outcomes = await deliver(target(`smtp://localhost:${port}`), envelopes(20));
    expect(outcomes.every((outcome) => outcome.kind === 'accepted')).toBe(true);
    expect(seen.length).toBe(20);
    expect(seen.every((one) => one.secure)).toBe(true);
  });

  test('a self-signed certificate is refused, and the reason says what to do', async () => {
    const { port, seen } = await startServer({});
    const reason = await reasonOf(target(`smtp://localhost:${port}?tls=required`, null));
    expect(reason).toContain(`relay localhost:${port} has a certificate that is not trusted`);
    expect(reason).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(reason).toContain('insecure=1');
    expect(seen).toEqual([]);
  });

  test('on loopback, TLS that nobody asked for takes any certificate', async () => {
    const { port, seen } = await startServer({});
    await deliver(target(`smtp://localhost:${port}`, null), envelopes(1));
    expect(seen.map((one) => one.secure)).toEqual([true]);
  });

  test('insecure=1 takes any certificate, tls=off none', async () => {
    const { port, seen } = await startServer({});
    await deliver(target(`smtp://localhost:${port}?insecure=1`, null), envelopes(1));
    await deliver(target(`smtp://localhost:${port}?tls=off`, null), envelopes(1));
    expect(seen.map((one) => one.secure)).toEqual([true, false]);
  });

  test('a certificate for another name is refused', async () => {
    const { port } = await startServer({});
    const reason = await reasonOf(target(`smtp://other.test:${port}?tls=required`), {
      lookup: (_host, options, done) => {
        if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
        else done(null, '127.0.0.1', 4);
      },
    });
    expect(reason).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('implicit TLS', async () => {
    const { port, seen } = await startServer({ secure: true });
    const outcomes = await deliver(target(`smtps://localhost:${port}`), envelopes(3));
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(seen.every((one) => one.secure)).toBe(true);
    expect(await reasonOf(target(`smtps://localhost:${port}`, null))).toContain('not trusted');
  });

  test('a relay that does not speak TLS is named in one plain line', async () => {
    const { port } = await startServer({});
    const reason = await reasonOf(target(`smtps://localhost:${port}`));
    expect(reason).toMatch(
      /^relay localhost:\d+ failed the TLS handshake: [a-z ]+ \(ERR_SSL_\w+\)$/,
    );
  });

  test('tls=required fails when STARTTLS is not offered', async () => {
    const { port } = await startServer({ disabledCommands: ['STARTTLS'] });
    const reason = await reasonOf(target(`smtp://localhost:${port}?tls=required`));
    expect(reason).toContain('does not offer STARTTLS');
  });

  test('what came in the clear behind the 220 of STARTTLS is not believed', async () => {
    const server = await startInjector();
    const { port } = server.address() as AddressInfo;
    const probe = await probeRelay(target(`smtp://localhost:${port}`), {
      timeouts: { ehlo: 1000 },
    });
    expect(probe).toMatchObject({ ok: true, features: { pipelining: false, auth: ['PLAIN'] } });
  });
});

/** Says, in the clear and in one packet with its 220, a forged EHLO reply; then speaks TLS. */
async function startInjector(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write('220 injector\r\n');
    socket.once('data', () => {
      socket.write('250-injector\r\n250 STARTTLS\r\n');
      socket.once('data', () => {
        socket.write('220 go\r\n250-forged\r\n250-PIPELINING\r\n250 AUTH LOGIN\r\n');
        const secure = new TLSSocket(socket, { isServer: true, cert, key });
        secure.on('error', () => {});
        secure.once('data', () => secure.write('250-injector\r\n250 AUTH PLAIN\r\n'));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => new Promise((resolve) => server.close(() => resolve()));
  return server;
}

describe('AUTH', () => {
  const withAuth = (authMethods: string[]): SMTPServerOptions => ({
    authMethods,
    authOptional: false,
    onAuth(auth, _session, done) {
      const secret = auth.method === 'XOAUTH2' ? auth.accessToken : auth.password;
      if (auth.username === 'us@er' && secret === 'p:ä ss') done(null, { user: auth.method });
      else done(null, { data: { status: '401', schemes: 'bearer' } } as never);
    },
  });
  const login = 'us%40er:p%3A%C3%A4%20ss';

  test.each(['PLAIN', 'LOGIN', 'XOAUTH2'])('%s', async (method) => {
    const { port, seen } = await startServer(withAuth([method]));
    const auth = method === 'XOAUTH2' ? '?auth=xoauth2' : '';
    const outcomes = await deliver(
      target(`smtp://${login}@localhost:${port}${auth}`),
      envelopes(2),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['accepted', 'accepted']);
    expect(seen.map((one) => one.user)).toEqual([method, method]);
  });

  test.each(['PLAIN', 'LOGIN', 'XOAUTH2'])(
    '%s refused: a reason without the password',
    async (method) => {
      const { port } = await startServer(withAuth([method]));
      const auth = method.toLowerCase();
      const reason = await reasonOf(target(`smtp://us%40er:wr0ng@localhost:${port}?auth=${auth}`));
      expect(reason).toContain(`refused the user name or password (AUTH ${method}): 535`);
      expect(reason).not.toContain('wr0ng');
    },
  );

  test('a mechanism that we do not know, or none', async () => {
    const { port } = await startServer(withAuth(['CRAM-MD5']));
    const reason = await reasonOf(target(`smtp://${login}@localhost:${port}`));
    expect(reason).toContain('offers only CRAM-MD5; we would use PLAIN or LOGIN');
  });

  test('a relay without AUTH says so', async () => {
    const sink = await startSmtpSink();
    close = () => sink.close();
    const reason = await reasonOf(parseSmtpTarget(sink.url.replace('//', '//user:pass@')));
    expect(reason).toContain('offers no authentication');
  });
});

test('a server that knows only HELO is spoken to without extensions', async () => {
  const sink = await startSmtpSink({
    script: at('ehlo', { reply: '502 5.5.1 not implemented' }, 1),
  });
  close = () => sink.close();
  const outcomes = await deliver(sink.url, envelopes(3));
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(['accepted', 'accepted', 'accepted']);
  expect(sink.connected).toBe(1);
});

test('probeRelay tells a working relay from a dead one', async () => {
  const sink = await startSmtpSink();
  expect(await probeRelay(parseSmtpTarget(sink.url))).toMatchObject({ ok: true });
  await sink.close();
  expect(await probeRelay(parseSmtpTarget(sink.url))).toEqual({
    ok: false,
    reason: `relay 127.0.0.1:${sink.port} refused the connection (ECONNREFUSED)`,
  });
});
