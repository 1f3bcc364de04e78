import { type FieldError, PressrunError } from '../../lib/errors.ts';
import { FINDING_CODES, FINDINGS, type FindingCode } from '../../lib/finding.ts';

/** What a check saw, before it is decided whether it blocks. */
export type Found = {
  code: FindingCode;
  /** What is wrong: one sentence without its full stop. */
  message: string;
  /** The field of the campaign, or the part of the template (`variants.es.htmlBody`). */
  path: string;
  /** What to do next: one sentence. */
  action: string;
  /** How many contacts, links or images. */
  count?: number;
  /** At most MOST_SAMPLES of them: ids of contacts, or addresses. */
  sample?: string[];
};

export type Finding = Found & { severity: 'blocking' | 'warning' };

/** What `GET /campaigns/{id}/preflight` answers, and what a refused send holds as `preflight`. */
export type Preflight = {
  /** Whether nothing found blocks. */
  ready: boolean;
  /** People who would get it now. */
  audience: number;
  findings: Finding[];
  /** Whom it is from. */
  sender: { email: string; name: string | null; replyTo: string | null };
  checkedAt: Date;
};

export const MOST_SAMPLES = 5;

/** Blocking ones first, then in the order of the codes. `chosen`: what the tenant made blocking. */
export function toFindings(found: readonly Found[], chosen: readonly string[]): Finding[] {
  const findings = found.map((one) => ({ ...one, severity: severityOf(one.code, chosen) }));
  return findings.sort((a, b) => rankOf(a) - rankOf(b));
}

/** 422 with one error for each finding; the message has them all. */
export function refusal(
  found: readonly Pick<Found, 'message' | 'action' | 'path'>[],
  members: Record<string, unknown> = {},
): PressrunError {
  const errors = found.map(({ path, message, action }): FieldError => {
    return { path, message: `${message}. ${action}` };
  });
  const message = errors.map((error) => error.message).join(' ');
  return new PressrunError('unprocessable', message, errors, members);
}

function severityOf(code: FindingCode, chosen: readonly string[]): Finding['severity'] {
  const isChosen = FINDINGS[code] === 'choice' && chosen.includes(code);
  return FINDINGS[code] === 'always' || isChosen ? 'blocking' : 'warning';
}

function rankOf({ code, severity }: Finding): number {
  return FINDING_CODES.indexOf(code) + (severity === 'blocking' ? 0 : FINDING_CODES.length);
}
