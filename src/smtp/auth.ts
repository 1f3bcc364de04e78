import { isIPv4, type Socket } from 'node:net';
import type { Dialogue, Reply } from './dialogue.ts';
import { LaneFault } from './fault.ts';
import type { Features } from './features.ts';
import { relayName, type SmtpTarget } from './target.ts';

type Mechanism = 'PLAIN' | 'LOGIN' | 'XOAUTH2';

/**
 * Proves who we are (RFC 4954): PLAIN (RFC 4616), LOGIN, or XOAUTH2 with the password as access
 * token. Without TLS only to loopback or with `cleartext-auth=1`. Rejects with a LaneFault of kind
 * `stop` that never quotes the password.
 */
export async function authenticate(
  dialogue: Dialogue,
  target: SmtpTarget,
  features: Features,
  secure: boolean,
  ms: number,
): Promise<void> {
  if (target.user === null) return;
  const relay = relayName(target);
  if (!secure && !target.cleartextAuth && !isLoopback(dialogue.socket)) {
    const advice = target.isProject ? '' : '; cleartext-auth=1 in the SMTP URL allows it';
    const why = `offers no TLS, so the password is not sent${advice}`;
    throw new LaneFault('stop', `relay ${relay} ${why}`);
  }
  const mechanism = chooseMechanism(target, features, relay);
  const reply = await converse(dialogue, mechanism, target.user, target.password ?? '', ms);
  if (reply.code !== 235) {
    const what = `relay ${relay} refused the user name or password (AUTH ${mechanism})`;
    throw LaneFault.byReply('stop', what, reply.text);
  }
}

/** Whether the other end is on this machine. */
export function isLoopback(socket: Socket): boolean {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
}

function chooseMechanism(target: SmtpTarget, features: Features, relay: string): Mechanism {
  const wanted: Mechanism[] =
    target.auth === null ? ['PLAIN', 'LOGIN'] : [target.auth.toUpperCase() as Mechanism];
  const mechanism = wanted.find((one) => features.auth.includes(one));
  if (mechanism !== undefined) return mechanism;
  const offered =
    features.auth.length === 0 ? 'no authentication' : `only ${features.auth.join(', ')}`;
  throw new LaneFault(
    'stop',
    `relay ${relay} offers ${offered}; we would use ${wanted.join(' or ')}`,
  );
}

async function converse(
  dialogue: Dialogue,
  mechanism: Mechanism,
  user: string,
  password: string,
  ms: number,
): Promise<Reply> {
  const say = (line: string) => dialogue.command(line, 'AUTH', ms);
  if (mechanism === 'PLAIN') return say(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`);
  if (mechanism === 'XOAUTH2') {
    const reply = await say(
      `AUTH XOAUTH2 ${base64(`user=${user}\x01auth=Bearer ${password}\x01\x01`)}`,
    );
    // A refused token comes as a challenge with details; the empty line asks for the final reply.
    return reply.code === 334 ? say('') : reply;
  }
  const userAsked = await say('AUTH LOGIN');
  if (userAsked.code !== 334) return userAsked;
  const passwordAsked = await say(base64(user));
  return passwordAsked.code === 334 ? say(base64(password)) : passwordAsked;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
