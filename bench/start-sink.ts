import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

export type Sink = {
  /** For the report. */
  name: string;
  host: string;
  port: number;
  pid: number;
  /** The file with the certificate to trust; null without STARTTLS. */
  ca: string | null;
  /** Messages taken so far; null when it can't be asked. */
  accepted(): Promise<number | null>;
  stop(): Promise<void>;
};

/** Where Debian's package postfix has it; not on everyone's PATH. */
const SMTP_SINK = [process.env.SMTP_SINK, '/usr/sbin/smtp-sink', '/usr/local/sbin/smtp-sink'];
const TLS = join(import.meta.dirname, '../test/support/tls');

/** Debian's `smtp-sink` when it is there (SMTP_SINK names another place), else the bundled one. */
export function startSink(): Promise<Sink> {
  const program = SMTP_SINK.find((path) => path && existsSync(path));
  return program ? startSmtpSink(program) : startBundled(false);
}

/** With STARTTLS it is always the bundled one: smtp-sink has none. */
export function startBundled(tls: boolean): Promise<Sink> {
  return startFork(tls ? [join(TLS, 'localhost.crt'), join(TLS, 'localhost.key')] : []);
}

async function startFork(pems: string[]): Promise<Sink> {
  const [ca = null] = pems;
  const child = fork(join(import.meta.dirname, 'sink.ts'), pems);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const name = `the bundled one (bench/sink.ts${ca ? ', STARTTLS' : ''})`;
  const accepted = async () => {
    child.send('count');
    const [reply] = (await once(child, 'message')) as [{ accepted: number }];
    return reply.accepted;
  };
  return { name, host: '127.0.0.1', port, pid: child.pid!, ca, accepted, stop: () => end(child) };
}

async function startSmtpSink(program: string): Promise<Sink> {
  const port = await freePort();
  // As root it wants to be told whom to become.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(program, [...user, `127.0.0.1:${port}`, '1024'], { stdio: 'ignore' });
  const name = `smtp-sink (${postfixVersion()})`;
  await untilListening(port, child);
  const accepted = async () => null;
  return {
    name,
    host: '127.0.0.1',
    port,
    pid: child.pid!,
    ca: null,
    accepted,
    stop: () => end(child),
  };
}

function postfixVersion(): string {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    const line = execFileSync('dpkg-query', ['-W', 'postfix'], { encoding: 'utf8', stdio });
    return line.trim().replace(/\s+/, ' ');
  } catch {
    return 'postfix';
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`smtp-sink ended with ${child.exitCode}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
