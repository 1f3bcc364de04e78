import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  SMTPServer,
  type SMTPServerAuthentication,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server';
import { type Clock, systemClock } from '../lib/clock.ts';
import { isId } from '../lib/ids.ts';
import { fileName, messageId } from './outbox.ts';

export type OutboxReceiver = {
  /** `smtp://<tenant>:<secret>@127.0.0.1:<port>`: mail sent there is kept as that tenant's. */
  url(tenantId: string): string;
  /** Lets open conversations go and frees the port. */
  stop(): Promise<void>;
};

export type OutboxReceiverOptions = {
  /** Where the messages are kept, one file each; made when it isn't there. */
  dir: string;
  clock?: Clock;
};

// 32 MiB is above what any large provider takes; a newsletter has some ten kilobytes.
const LARGEST_MESSAGE = 32 * 1024 * 1024;
const UNFINISHED = '.unfinished-';
const UNFINISHED_IS_STALE_AFTER_MS = 3_600_000;

/**
 * Where mail goes when no SMTP server is configured: a receiver in this process that speaks real
 * SMTP on the loopback interface, so that the way to it is the way to any server. The user name is
 * the tenant's id, the password a secret of this start; without them mail is refused (RFC 4954).
 */
export async function start({
  dir,
  clock = systemClock,
}: OutboxReceiverOptions): Promise<OutboxReceiver> {
  await prepare(dir, clock);
  const password = randomBytes(18).toString('base64url');
  const keep = keeper(dir, clock);
  const server = new SMTPServer({
    name: 'outbox.localhost',
    authMethods: ['PLAIN'],
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: LARGEST_MESSAGE,
    rejectOversized: true,
    closeTimeout: 1_000,
    onAuth: (auth, _session, done) => done(null, { user: authenticate(auth, password) }),
    onData: (stream, session, done) => receive(stream, session, keep).then(() => done(), done),
  });
  // A client that goes away in mid-sentence is its own affair, and must not end the process.
  server.on('error', () => {});
  const port = await listen(server);
  return {
    url: (tenantId) => `smtp://${encodeURIComponent(tenantId)}:${password}@127.0.0.1:${port}`,
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}

/** The tenant's id, or undefined, which the server answers with 535. */
function authenticate(auth: SMTPServerAuthentication, password: string): string | undefined {
  const given = Buffer.from(auth.password ?? '');
  const wanted = Buffer.from(password);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  return isId(auth.username ?? '') ? auth.username : undefined;
}

type Keep = (tenantId: string, message: Buffer[]) => Promise<void>;

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  keep: Keep,
): Promise<void> {
  const chunks: Buffer[] = [];
  await new Promise<void>((ended, failed) => {
    stream.on('data', (chunk: Buffer) => {
      // The rest of a message that is too large is read and dropped; the server answers 552.
      if (stream.sizeExceeded) chunks.length = 0;
      else chunks.push(chunk);
    });
    stream.on('end', ended);
    stream.on('error', failed);
  });
  if (!stream.sizeExceeded) await keep(session.user as string, chunks);
}

/**
 * Writes under another name and renames, so that what has a message's name is a whole message. No
 * fsync: it would cost most of the speed, and only a power cut could take away what was kept.
 */
function keeper(dir: string, clock: Clock): Keep {
  // Several processes may share the directory, and two of them the same millisecond and count.
  const processMark = randomBytes(2).toString('hex');
  let count = 0;
  return async (tenantId, message) => {
    count = (count + 1) % 0xffffffff;
    const sequence = count.toString(16).padStart(8, '0') + processMark;
    const name = fileName(messageId(clock.now(), sequence, tenantId));
    const unfinished = join(dir, UNFINISHED + name);
    try {
      await writeFile(unfinished, message.length === 1 ? message[0]! : Buffer.concat(message));
      await rename(unfinished, join(dir, name));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw temporaryFailure(error);
    }
  };
}

/** 452, "insufficient system storage": the sender shall try again later (RFC 5321 §4.2.3). */
function temporaryFailure(cause: unknown): Error {
  const error = new Error('The outbox cannot write now', { cause });
  return Object.assign(error, { responseCode: 452 });
}

/** Makes the directory and clears what a process that was killed long ago left half-written. */
async function prepare(dir: string, clock: Clock): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const names = await readdir(dir);
  for (const name of names.filter((each) => each.startsWith(UNFINISHED))) {
    const path = join(dir, name);
    const written = await stat(path).catch(() => null);
    const age = written === null ? 0 : clock.now().getTime() - written.mtimeMs;
    if (age > UNFINISHED_IS_STALE_AFTER_MS) await rm(path, { force: true });
  }
}

function listen(server: SMTPServer): Promise<number> {
  return new Promise((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', failed);
      listening((server.server.address() as AddressInfo).port);
    });
  });
}
