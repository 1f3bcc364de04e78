import { type WireAddress, wireAddress } from './address.ts';
import type { Features } from './features.ts';
import { type Outcome, refusedHere } from './outcome.ts';

/**
 * One message for one recipient. `body` is the complete message: CRLF line ends only, dot-stuffed
 * (RFC 5321 §4.5.2), ending with CRLF; the session adds the final `.CRLF`. `mailFrom: ''` is the
 * null reverse-path. Its bytes must stay as they are until the message is settled.
 */
export type Envelope = { mailFrom: string; rcptTo: string; body: Buffer };

/** The two commands of an envelope, each with its CRLF, or why the relay can't take it. */
export type Commands =
  | { refusal: null; mail: string; rcpt: string; utf8: boolean }
  | { refusal: Outcome };

const NULL_PATH: WireAddress = { fault: null, text: '', utf8: false };

/**
 * Writes MAIL and RCPT for a relay with these features. Refused here, without a word to the relay:
 * an address that can't stand in a command (5.1.7, 5.1.3), a message above SIZE (5.3.4, RFC 1870), a
 * non-ASCII local part where SMTPUTF8 isn't offered (5.6.7, RFC 6531 §3.5), and a body that doesn't
 * end with CRLF, whose final dot nobody would see.
 */
export function commandsFor(envelope: Envelope, features: Features): Commands {
  const { body } = envelope;
  const from = envelope.mailFrom === '' ? NULL_PATH : wireAddress(envelope.mailFrom);
  const to = wireAddress(envelope.rcptTo);
  if (from.fault !== null) return refuse(553, '5.1.7', `the sender address ${from.fault}`);
  if (to.fault !== null) return refuse(553, '5.1.3', `the recipient address ${to.fault}`);
  const utf8 = from.utf8 || to.utf8;
  if (utf8 && !features.smtputf8) {
    const whose = to.utf8 ? 'recipient' : 'sender';
    return refuse(553, '5.6.7', `the ${whose} address is not ASCII and the relay has no SMTPUTF8`);
  }
  if (body[body.length - 1] !== 10 || body[body.length - 2] !== 13) {
    return refuse(554, '5.6.0', 'the message does not end with CRLF');
  }
  const limit = features.maxSize;
  const size = limit > 0 && body.length > limit ? sizeOf(body) : body.length;
  if (limit > 0 && size > limit) {
    return refuse(
      552,
      '5.3.4',
      `the message has ${size} bytes and the relay takes ${limit} (SIZE)`,
    );
  }
  const declared = features.size ? ` SIZE=${size}` : '';
  return {
    refusal: null,
    mail: `MAIL FROM:<${from.text}>${declared}${utf8 ? ' SMTPUTF8' : ''}\r\n`,
    rcpt: `RCPT TO:<${to.text}>\r\n`,
    utf8,
  };
}

function refuse(code: number, enhanced: string, why: string): Commands {
  return { refusal: refusedHere(code, enhanced, why) };
}

/** RFC 1870 §5 counts the message before dot-stuffing; only needed near the limit. */
function sizeOf(body: Buffer): number {
  let stuffed = body[0] === 46 ? 1 : 0;
  for (let at = body.indexOf('\r\n..'); at >= 0; at = body.indexOf('\r\n..', at + 4)) stuffed += 1;
  return body.length - stuffed;
}
