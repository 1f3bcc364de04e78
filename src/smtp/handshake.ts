import { isIPv6, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { invalidField } from '../lib/errors.ts';
import { authenticate, isLoopback } from './auth.ts';
import { type DialOptions, dial, startTls } from './dial.ts';
import { Dialogue } from './dialogue.ts';
import { LaneFault } from './fault.ts';
import { type Features, NO_FEATURES, parseFeatures } from './features.ts';
import type { ReplyParser } from './reply.ts';
import { relayName, type SmtpTarget } from './target.ts';

/** A connection on which mail may flow. The socket is paused until someone reads it. */
export type Connection = { socket: Socket; parser: ReplyParser; features: Features; relay: string };

export type HandshakeOptions = DialOptions & {
  /** Our name in EHLO; null = the host's full name, else its address as a literal. */
  ehloName: string | null;
};

/**
 * Connects, greets, secures and authenticates: everything before the first MAIL. Rejects with a
 * LaneFault whose message a user can read; the socket is closed then.
 */
export async function openConnection(
  target: SmtpTarget,
  options: HandshakeOptions,
): Promise<Connection> {
  const socket = await dial(target, options);
  const dialogue = new Dialogue(socket, relayName(target), options.signal, options.transcript);
  try {
    await readBanner(dialogue, target, options);
    const greeted = await greet(dialogue, target, options);
    const secured = await secure(dialogue, greeted, target, options);
    return await finish(secured.dialogue, secured.features, target, options);
  } catch (fault) {
    socket.destroy();
    throw fault;
  }
}

/** Throws PressrunError unless the name can stand in EHLO (RFC 5321 §4.1.1.1). */
export function assertEhloName(name: string): void {
  const isName = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(name);
  if (name.length > 255 || (!isName && !/^\[[a-z0-9.:]+\]$/i.test(name))) {
    throw invalidField('ehloName', 'must be a host name or an address in brackets');
  }
}

async function readBanner(dialogue: Dialogue, target: SmtpTarget, options: HandshakeOptions) {
  options.transcript?.begin('greeting');
  const banner = await dialogue.reply('the connection with a greeting', options.timeouts.banner);
  if (banner.code === 220) return;
  const what = `relay ${relayName(target)} turned us away in its greeting`;
  throw LaneFault.byReply('stop', what, banner.text);
}

async function greet(
  dialogue: Dialogue,
  target: SmtpTarget,
  options: HandshakeOptions,
): Promise<Features> {
  const name = options.ehloName ?? ownName(dialogue.socket);
  const ehlo = await dialogue.command(`EHLO ${name}`, 'EHLO', options.timeouts.ehlo);
  if (ehlo.code === 250) return parseFeatures(ehlo.lines);
  const isUnknown = ehlo.code >= 500 && ehlo.code <= 504;
  const helo = isUnknown
    ? await dialogue.command(`HELO ${name}`, 'HELO', options.timeouts.ehlo)
    : ehlo;
  if (helo.code === 250) return NO_FEATURES;
  throw LaneFault.byReply('stop', `relay ${relayName(target)} refused our EHLO ${name}`, helo.text);
}

function ownName(socket: Socket): string {
  const name = hostname();
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(name)) return name;
  const address = socket.localAddress ?? '127.0.0.1';
  return isIPv6(address) ? `[IPv6:${address}]` : `[${address}]`;
}

type Greeted = { dialogue: Dialogue; features: Features };

/** STARTTLS (RFC 3207) where the target wants it; what was announced in the clear is forgotten. */
async function secure(
  dialogue: Dialogue,
  features: Features,
  target: SmtpTarget,
  options: HandshakeOptions,
): Promise<Greeted> {
  const wanted = target.tls === 'required' || (target.tls === 'opportunistic' && features.starttls);
  if (!wanted) return { dialogue, features };
  const relay = relayName(target);
  if (!features.starttls) {
    throw new LaneFault('stop', `relay ${relay} does not offer STARTTLS, and tls=required is set`);
  }
  const reply = await dialogue.command('STARTTLS', 'STARTTLS', options.timeouts.starttls);
  if (reply.code !== 220) {
    throw LaneFault.byReply('stop', `relay ${relay} refused STARTTLS`, reply.text);
  }
  dialogue.end();
  const socket = await startTls(dialogue.socket, trusted(dialogue.socket, target), options);
  // A new parser: bytes that came in the clear behind the 220 may be an attacker's (CVE-2011-0411).
  const again = new Dialogue(socket, relay, options.signal, options.transcript);
  return { dialogue: again, features: await greet(again, target, options) };
}

/**
 * Nobody stands between us and a relay on this machine, and such relays carry self-signed
 * certificates: there, TLS that nobody asked for is not verified. `tls=required` and smtps always are.
 */
function trusted(socket: Socket, target: SmtpTarget): SmtpTarget {
  const isUnasked = target.tls === 'opportunistic' && isLoopback(socket);
  return isUnasked ? { ...target, verify: false } : target;
}

async function finish(
  dialogue: Dialogue,
  features: Features,
  target: SmtpTarget,
  options: HandshakeOptions,
): Promise<Connection> {
  const isSecure = 'encrypted' in dialogue.socket;
  await authenticate(dialogue, target, features, isSecure, options.timeouts.auth);
  dialogue.end();
  const { socket, parser } = dialogue;
  return { socket, parser, features, relay: relayName(target) };
}
