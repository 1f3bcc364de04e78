/** What became of one message in one SMTP conversation. Nothing is thrown: work returns an outcome. */
export type Outcome =
  /** The relay answered the final dot with 2xx: it has taken responsibility (RFC 5321 §6.1). */
  | { kind: 'accepted'; reply: string }
  /** A permanent answer for this message; it is never sent again. */
  | { kind: 'refused'; code: number; enhanced: string | null; reply: string }
  /**
   * Certainly not accepted, may be sent again; `scope` says whom to blame.
   *
   * - `message`: a 4xx for this message or recipient.
   * - `lane`: not this message's fault (relay down, 421, AUTH refused, the connection lost before the
   *   final dot was written); such a try should not count against the message.
   * - `suspect`: the connection ended at this message (lost, silent, 421), while the relay took other
   *   mail. Once is an accident, again and again is the message.
   * - `aside`: it ended at this message four times in a row, and the relay took nothing in between.
   *   Either may be to blame: others should go first, and nothing counts against the message.
   */
  | {
      kind: 'later';
      scope: 'message' | 'lane' | 'suspect' | 'aside';
      code: number | null;
      enhanced: string | null;
      reply: string;
    }
  /** The connection was lost or timed out between the final dot and its reply: perhaps delivered. */
  | { kind: 'unknown'; reply: string };

const ENHANCED = /^\d{3} ([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/;

/** The RFC 3463 status at the start of a reply such as `550 5.1.1 no such user`, or null. */
export function enhancedStatus(reply: string): string | null {
  return ENHANCED.exec(reply)?.[1] ?? null;
}

/**
 * The outcome that a reply of 400 or more means for the message it answers. The class is taken from
 * the enhanced status first and from the basic code second (lessons §1: RFC 3463); 421 always means
 * that the relay gives up the whole connection (RFC 5321 §3.8), perhaps for this message: a suspect.
 */
export function judgeRefusal(code: number, reply: string): Outcome {
  const enhanced = enhancedStatus(reply);
  if (code === 421) return { kind: 'later', scope: 'suspect', code, enhanced, reply };
  const digit = enhanced === null || enhanced[0] === '2' ? code / 100 : Number(enhanced[0]);
  if (digit >= 5) return { kind: 'refused', code, enhanced, reply };
  return { kind: 'later', scope: 'message', code, enhanced, reply };
}

/** A refusal that we speak ourselves because the relay could never take the message. */
export function refusedHere(code: number, enhanced: string, why: string): Outcome {
  return { kind: 'refused', code, enhanced, reply: `${code} ${enhanced} ${why}` };
}
