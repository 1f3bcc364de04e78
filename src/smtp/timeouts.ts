/** How long each stage of a conversation may take, in milliseconds. */
export type Timeouts = {
  /** DNS and TCP until connected. */
  connect: number;
  /** The TLS handshake, implicit or after STARTTLS. */
  tls: number;
  banner: number;
  ehlo: number;
  starttls: number;
  auth: number;
  rset: number;
  mail: number;
  rcpt: number;
  /** From DATA to 354. */
  data: number;
  /** For each block of a large body to be taken by the relay. */
  block: number;
  /** From the final dot to its reply. Shorter makes duplicates: see RFC 1047. */
  dot: number;
  quit: number;
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** RFC 5321 §4.5.3.2; the stages it doesn't name (connect, TLS, AUTH, QUIT) are ours. */
export const DEFAULT_TIMEOUTS: Timeouts = {
  connect: 30 * SECOND,
  tls: 30 * SECOND,
  banner: 5 * MINUTE,
  ehlo: 5 * MINUTE,
  starttls: 2 * MINUTE,
  auth: 2 * MINUTE,
  rset: 5 * MINUTE,
  mail: 5 * MINUTE,
  rcpt: 5 * MINUTE,
  data: 2 * MINUTE,
  block: 3 * MINUTE,
  dot: 10 * MINUTE,
  quit: 5 * SECOND,
};

/** The default timeouts times `factor`: 0.01 is what the fault tests use (P38). */
export function scaledTimeouts(factor: number): Timeouts {
  const scaled = { ...DEFAULT_TIMEOUTS };
  for (const stage of Object.keys(scaled) as (keyof Timeouts)[]) scaled[stage] *= factor;
  return scaled;
}
