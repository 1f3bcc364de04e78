import { isIP } from 'node:net';
import type { FieldError } from '../lib/errors.ts';
import type { Circumstances } from './consent-record.ts';

/** The caller's clock may be that much ahead of ours; the record is dated now then. */
const SKEW_MS = 300_000;

/**
 * Reads when and from where a person decided, or says what is wrong: the time has to lie between 1970
 * and now, the address has to be IPv4 or IPv6 without a zone, which names an interface of one machine.
 */
export function readCircumstances(given: {
  consentAt?: string | undefined;
  consentIp?: string | null | undefined;
}): { value: Circumstances } | { fault: FieldError } {
  const { consentAt, consentIp } = given;
  const at = consentAt === undefined ? undefined : new Date(consentAt);
  const timeFault = at && faultOf(at);
  if (timeFault) return { fault: { path: 'consentAt', message: timeFault } };
  if (consentIp != null && (isIP(consentIp) === 0 || consentIp.includes('%'))) {
    const message = 'must be an IPv4 or IPv6 address like 198.51.100.7';
    return { fault: { path: 'consentIp', message } };
  }
  return { value: { consentAt: at, consentIp } };
}

function faultOf(at: Date): string | null {
  const time = at.getTime();
  // The format lets a leap second pass (RFC 3339 section 5.6), which Date can't hold.
  if (Number.isNaN(time)) return 'must be a date and time (ISO 8601)';
  if (time > Date.now() + SKEW_MS) return 'lies in the future; send when the person decided';
  return time < 0 ? 'must not lie before 1970' : null;
}
