import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { SCOPES } from '../src/http/access.ts';
import { caller } from './support/app.ts';
import { runCommand } from './support/command.ts';
import { copyDatabase } from './support/database.ts';
import { signIn } from './support/people.ts';
import { type Program, startProgram, temporaryDataDir } from './support/pressrun.ts';

// design.md section 2: how it is run. Real processes, as an operator starts them.

const COMMANDS = [
  'serve',
  'api',
  'worker',
  'migrate',
  'tenant create',
  'tenant set',
  'key create',
  'key list',
  'key revoke',
  'user create',
  'user reset-password',
  'resume',
  'demo',
  'bench',
  'doctor',
];

/** Exit code 1, one message, nothing else: no stack trace, no half-started program. */
function expectOneMessage({ code, out, err }: { code: number | null; out: string; err: string }) {
  expect([code, out, err]).toEqual([1, '', expect.stringMatching(/^pressrun: .+\n$/s)]);
  expect(err).not.toMatch(/^\s+at /m);
  return err;
}

test.each(COMMANDS)('%s --help says what it does', async (command) => {
  const { code, out, err } = await runCommand([...command.split(' '), '--help']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(new RegExp(`^Usage: pressrun ${command} .*\\n\\n[A-Z].{10,}`));
});

test('the help names every command, and nothing at all is a question for help', async () => {
  const { code, out } = await runCommand([]);
  expect(code).toBe(0);
  for (const command of COMMANDS)
    expect(out).toMatch(new RegExp(`^ {2}${command.split(' ')[0]} `, 'm'));
  const { version } = JSON.parse(
    await readFile(new URL('../package.json', import.meta.url), 'utf8'),
  );
  expect(await runCommand(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test.each([
  [['nosuch'], "unknown command 'nosuch'"],
  [['serve', '--fast'], "unknown option '--fast'"],
  [['tenant', 'create'], "missing required argument 'name'"],
  [['key', 'create'], "required option '--tenant <id>' not specified"],
])('%j is refused with a reason', async (args, reason) => {
  const { code, out, err } = await runCommand(args);
  expect([code, out, err]).toEqual([1, '', expect.stringContaining(`error: ${reason}`)]);
});

test('the operator sets a quota, and what is tracked', async () => {
  const DATABASE_URL = await copyDatabase(inject('serverUrl'));
  const env = { DATABASE_URL, DATA_DIR: await temporaryDataDir() };
  const { id } = JSON.parse((await runCommand(['tenant', 'create', 'One', '--json'], env)).out);
  const [set, none, wrong, nothing, tracked, unclear] = await Promise.all([
    runCommand(['tenant', 'set', id, '--quota', '1000'], env),
    runCommand(['tenant', 'set', id, '--quota', 'none'], env),
    runCommand(['tenant', 'set', id, '--quota', '0'], env),
    runCommand(['tenant', 'set', id], env),
    runCommand(
      ['tenant', 'set', id, '--track-opens', 'on', '--track-clicks', 'off', '--json'],
      env,
    ),
    runCommand(['tenant', 'set', id, '--track-clicks', 'yes'], env),
  ]);
  expect(set.out).toBe(`tenant ${id} has quota 1000\n`);
  expect(none.out).toBe(`tenant ${id} has quota none\n`);
  expect(expectOneMessage(wrong)).toContain('1 to 1,000,000,000');
  expect(expectOneMessage(nothing)).toContain('--quota');
  expect(JSON.parse(tracked.out)).toEqual({ id, trackOpens: true, trackClicks: false });
  expect(expectOneMessage(unclear)).toContain('--track-clicks is on or off');
}, 30_000);

describe('settings', () => {
  test('wrong ones stop the start with one message that names each', async () => {
    const wrong = {
      PORT: '70000',
      PUBLIC_URL: 'ftp://x',
      DATABASE_URL: 'mysql://user:hunter2@host/db',
      SMTP_URL: 'http://user:hunter2@host',
      MAIL_FROM: 'nobody',
      PRESSRUN_SECRET: 'hunter2',
      LOG_LEVEL: 'loud',
      RATE_LIMIT_PER_MINUTE: '0',
      SMTP_CONNECTIONS: 'many',
      CORS_ORIGINS: 'https://a.example.com/path',
      ALLOW_PRIVATE_HOSTS: 'yes',
    };
    const message = expectOneMessage(await runCommand(['serve'], wrong));
    const named = [...message.matchAll(/^ {2}([A-Z_]+): ./gm)].map((match) => match[1]);
    expect(named.sort()).toEqual(Object.keys(wrong).sort());
    expect(message).not.toContain('hunter2');
  });

  test('a database that is not there', async () => {
    const env = {
      DATABASE_URL: 'postgres://x:hunter2@127.0.0.1:1/x',
      DATA_DIR: await temporaryDataDir(),
    };
    const message = expectOneMessage(await runCommand(['serve'], env));
    expect(message).toContain('DATABASE_URL');
    expect(message).not.toContain('hunter2');
  });

  test('a DATA_DIR that is a file', async () => {
    const path = join(await temporaryDataDir(), 'file');
    await writeFile(path, '');
    expect(expectOneMessage(await runCommand(['serve'], { DATA_DIR: path }))).toContain(path);
  });
});

describe('one start after another on the embedded server', () => {
  let dataDir: string;
  let program: Program;
  let credentials: Record<string, string>;

  beforeAll(async () => {
    dataDir = await temporaryDataDir();
    program = await startProgram('serve', { DATA_DIR: dataDir });
    credentials = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  });
  afterAll(async () => {
    await program?.end('SIGKILL');
  });

  test('it says where it listens, and accepts requests and has a worker by then', async () => {
    expect(program.said()).toMatch(/^pressrun ready http:\/\/127\.0\.0\.1:\d+$/m);
    expect((await fetch(`${program.url}/health/ready`)).status).toBe(200);
  });

  test('credentials.json has five fields and mode 0600, and the key in it works', async () => {
    const file = join(dataDir, 'credentials.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600);
    expect(credentials).toEqual({
      tenantId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      apiKey: expect.stringMatching(/^mc_live_/),
      dashboardUrl: `${program.url}/app`,
      email: expect.stringContaining('@'),
      password: expect.stringMatching(/^.{12,}$/),
    });
    const { apiKey, tenantId } = credentials as { apiKey: string; tenantId: string };
    const call = caller(program.url, apiKey);
    expect((await call('GET', '/contacts', undefined, { 'x-tenant-id': tenantId })).status).toBe(
      200,
    );
    expect(program.said()).toContain(apiKey);
  });

  test('the owner of credentials.json logs in', async () => {
    const { email, password, tenantId } = credentials as Record<string, string>;
    const { call } = await signIn(program.url, email!, password!);
    const { body } = await call('GET', '/auth/me');
    expect(body.tenants).toEqual([{ id: tenantId, name: 'Default', role: 'owner' }]);
    expect((await call('GET', `/tenants/${tenantId}/members`)).body.data).toHaveLength(1);
  });

  test('a second start on the same DATA_DIR gets one message, and harms nothing', async () => {
    const message = expectOneMessage(await runCommand(['serve'], { DATA_DIR: dataDir, PORT: '0' }));
    expect(message).toContain(dataDir);
    expect(message).toContain(String(program.child.pid));
    expect((await fetch(`${program.url}/health/ready`)).status).toBe(200);
  });

  test('a port that is taken gets one message with the port in it', async () => {
    const { port } = new URL(program.url);
    const env = { DATABASE_URL: await copyDatabase(inject('serverUrl')), PORT: port };
    const message = expectOneMessage(
      await runCommand(['serve'], { ...env, DATA_DIR: await temporaryDataDir() }),
    );
    expect(message).toContain(`127.0.0.1:${port}`);
  });

  test('commands work beside it, on its database', async () => {
    const env = { DATA_DIR: dataDir };
    const tenant = await runCommand(['tenant', 'create', 'Second', '--json'], env);
    expect(tenant).toMatchObject({ code: 0, err: '' });
    const { id } = JSON.parse(tenant.out);
    expect(JSON.parse(tenant.out)).toEqual({ id: expect.any(String), name: 'Second' });

    const weigh = (who: string, weight: string) =>
      runCommand(['tenant', 'set', who, '--weight', weight], env);
    expect(await weigh(id, '3')).toEqual({ code: 0, out: `tenant ${id} has weight 3\n`, err: '' });
    for (const weight of ['0', '101', '1.5', 'heavy']) {
      expect(expectOneMessage(await weigh(id, weight))).toContain('1 to 100');
    }
    const nobody = '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10';
    expect(expectOneMessage(await weigh(nobody, '3'))).toContain('Tenant');

    const scopes = ['contacts:read', 'contacts:write'];
    const args = ['key', 'create', '--tenant', id, '--scopes', scopes.join(','), '--json'];
    const key = JSON.parse((await runCommand(args, env)).out);
    expect(key).toEqual({
      id: expect.any(String),
      key: expect.stringMatching(/^mc_live_/),
      tenantId: id,
      scopes,
    });
    const call = caller(program.url, key.key);
    expect((await call('GET', '/contacts')).body.data).toEqual([]);
    expect((await call('GET', '/campaigns')).status).toBe(403);

    const plain = await runCommand(['key', 'create', '--tenant', id, '--test'], env);
    expect([plain.code, plain.out]).toEqual([0, expect.stringMatching(/^mc_test_\S+\n$/)]);
    expect((await runCommand(['migrate'], env)).out).toBe('nothing to do\n');
    expect((await runCommand(['doctor'], env)).code).toBe(0);
  });

  test('SIGTERM ends it with 0; the next start keeps the tenant and prints no credentials', async () => {
    expect(await program.end('SIGTERM')).toBe(0);
    program = await startProgram('serve', { DATA_DIR: dataDir });
    expect(program.said()).toMatch(/^pressrun ready \S+\n$/);
    const { apiKey, tenantId } = credentials as { apiKey: string; tenantId: string };
    const call = caller(program.url, apiKey);
    const reply = await call('GET', '/campaigns', undefined, { 'x-tenant-id': tenantId });
    expect(reply.status).toBe(200);
    const kept = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
    expect(kept).toEqual(credentials);
    expect(await program.end('SIGINT')).toBe(0);
  });

  test('another PRESSRUN_SECRET gets one message', async () => {
    const env = { DATA_DIR: dataDir, PORT: '0', PRESSRUN_SECRET: 'x'.repeat(32) };
    expect(expectOneMessage(await runCommand(['serve'], env))).toContain('PRESSRUN_SECRET');
  });
});

describe('keys', () => {
  let env: Record<string, string>;

  beforeAll(async () => {
    const databaseUrl = await copyDatabase(inject('serverUrl'));
    env = { DATABASE_URL: databaseUrl, DATA_DIR: await temporaryDataDir() };
  });

  test('without --scopes a key has them all; a wrong tenant or scope gets one message', async () => {
    const { id } = JSON.parse((await runCommand(['tenant', 'create', 'Keys', '--json'], env)).out);
    const made = JSON.parse(
      (await runCommand(['key', 'create', '--tenant', id, '--json'], env)).out,
    );
    expect(made.scopes).toEqual(SCOPES);
    const refuse = async (args: string[]) =>
      expectOneMessage(await runCommand(['key', 'create', ...args], env));
    expect(await refuse(['--tenant', id, '--scopes', 'contacts:fly'])).toContain('contacts:fly');
    expect(await refuse(['--tenant', 'x'])).toContain('not a tenant');
    expect(await refuse(['--tenant', '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10'])).toContain(
      'no such tenant',
    );
  });

  test('a revoked key gets 401 from a process that has seen it before', async () => {
    const { id } = JSON.parse((await runCommand(['tenant', 'create', 'Gone', '--json'], env)).out);
    const made = JSON.parse(
      (await runCommand(['key', 'create', '--tenant', id, '--json'], env)).out,
    );
    const program = await startProgram('api', env);
    const call = caller(program.url, made.key);
    expect((await call('GET', '/contacts')).status).toBe(200);
    const revoked = await runCommand(['key', 'revoke', made.id, '--tenant', id], env);
    expect(revoked).toEqual({ code: 0, out: `revoked ${made.id}\n`, err: '' });
    expect((await runCommand(['key', 'revoke', made.id, '--tenant', id], env)).code).toBe(1);
    const listed = await runCommand(['key', 'list', '--tenant', id], env);
    expect(listed.out).toMatch(new RegExp(`^${made.id} .*revoked 20`));
    expect(listed.out).not.toContain(made.key);
    expect((await call('GET', '/contacts')).status).toBe(401);
    expect(await program.end('SIGTERM')).toBe(0);
  });
});

describe('users', () => {
  test('an operator makes one, and lets one in again who lost password and phone', async () => {
    const databaseUrl = await copyDatabase(inject('serverUrl'));
    const env = { DATABASE_URL: databaseUrl, DATA_DIR: await temporaryDataDir() };
    const { id } = JSON.parse((await runCommand(['tenant', 'create', 'Ours', '--json'], env)).out);
    const create = ['user', 'create', 'Ana@Example.com', '--tenant', id];
    const made = JSON.parse((await runCommand([...create, '--json'], env)).out);
    expect(made).toEqual({
      ...{ id: expect.any(String), email: 'ana@example.com', tenantId: id, role: 'owner' },
      password: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(expectOneMessage(await runCommand(create, env))).toContain(
      'member of the tenant already',
    );
    const second = JSON.parse((await runCommand(['tenant', 'create', 'B', '--json'], env)).out).id;
    const known = ['user', 'create', made.email, '--tenant', second, '--role', 'viewer'];
    expect((await runCommand(known, env)).out).toBe('this user has a password already\n');

    const program = await startProgram('api', env);
    const { call } = await signIn(program.url, made.email, made.password);
    expect((await call('GET', '/tenants')).body.data).toHaveLength(2);
    const { secret } = (await call('POST', '/auth/2fa/enable')).body;
    await call('POST', '/auth/2fa/confirm', { totpCode: new TOTP({ secret }).generate() });

    const reset = ['user', 'reset-password', made.email];
    const first = await runCommand(reset, env);
    expect(first).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^[\w-]{22}\n$/) });
    expect((await call('GET', '/auth/me')).status).toBe(401);
    await expect(signIn(program.url, made.email, first.out.trim())).rejects.toThrow(
      'twoFactorRequired',
    );
    const { out } = await runCommand([...reset, '--disable-2fa', '--json'], env);
    await signIn(program.url, made.email, JSON.parse(out).password);
    expect(await program.end('SIGTERM')).toBe(0);

    const refuse = async (args: string[]) => expectOneMessage(await runCommand(args, env));
    expect(await refuse(['user', 'reset-password', 'b@example.com'])).toContain('no user');
    expect(await refuse(['user', 'create', 'x', '--tenant', id])).toContain('e-mail address');
    expect(await refuse(['user', 'create', 'b@example.com', '--tenant', made.id])).toContain(
      'Tenant not found',
    );
  });
});

describe('with an older Node', () => {
  const old = olderNodeOnPath();
  if (!old)
    console.warn('SKIPPED: no Node below 24 on PATH, so nothing says what happens with one');

  test.skipIf(!old)('and no dependencies it says which Node it needs', async () => {
    const root = join(await temporaryDataDir(), 'checkout');
    await mkdir(root);
    for (const part of ['bin', 'src', 'package.json']) {
      await cp(new URL(`../${part}`, import.meta.url), join(root, part), { recursive: true });
    }
    const { code, out, err } = await runCommand(['serve'], {}, { node: old!, root });
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^Pressrun needs Node 24 or newer; this is Node \d+\.\d+\.\d+ /);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test.skipIf(!old)('and our own among the dependencies it runs on that one', async () => {
    const { code, out } = await runCommand(['--help'], {}, { node: old! });
    expect([code, out]).toEqual([0, expect.stringContaining('Usage: pressrun')]);
  });
});

/** The first `node` below 24 on PATH, the npm scripts' own entries included. */
function olderNodeOnPath(): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, 'node'));
  return candidates.find((node) => existsSync(node) && majorOf(node) < 24);
}

function majorOf(node: string): number {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 99);
}
