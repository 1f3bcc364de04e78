import type { Actor } from '../http/access.ts';
import type { Contact } from './contact.ts';

export const CONSENT_KINDS = ['OPT_IN', 'OPT_OUT'] as const;
export type ConsentKind = (typeof CONSENT_KINDS)[number];

/** How a decision reached us; the schema CHECKs the same list. */
export const CONSENT_METHODS = [
  'api',
  'bulk',
  'import',
  'hosted_page',
  'one_click',
  'suppression',
  'suppression_import',
  'before_records',
] as const;
export type ConsentMethod = (typeof CONSENT_METHODS)[number];

/** By which way, and by whose hand, a change came; `actor` null: the person's own. */
export type Means = { method: ConsentMethod; actor: Actor | null; ip?: string | null };

/** What a caller knows of the decision itself: when it was made and from where. */
export type Circumstances = { consentAt?: Date | undefined; consentIp?: string | null | undefined };

/** A record that is still to be written. */
export type NewConsent = {
  contactId: string;
  kind: ConsentKind;
  at: Date;
  source: string | null;
  version: string | null;
  ip: string | null;
};

/** One opt-in or opt-out of a contact, as the API shows it (P46). */
export type ConsentRecord = Omit<NewConsent, 'contactId'> & {
  id: string;
  /** When it was written down, by the database's clock. */
  recordedAt: Date;
  method: ConsentMethod;
  actor: Actor | null;
};

/**
 * The record that a change of a contact leaves, or null: its first one, each opt-in and opt-out, and
 * another `consentVersion` while it is opted in. So the last record always says what the contact says.
 * Never later than `now`, by whose clock the record is written.
 */
export function consentOf(
  before: Contact | null,
  after: Contact,
  { consentAt, consentIp }: Circumstances,
  now: Date,
): NewConsent | null {
  if (before && !isDecision(before, after)) return null;
  return {
    contactId: after.id,
    kind: after.optIn ? 'OPT_IN' : 'OPT_OUT',
    at: consentAt && consentAt < now ? consentAt : now,
    source: after.source,
    version: after.consentVersion,
    ip: consentIp ?? null,
  };
}

function isDecision(before: Contact, after: Contact): boolean {
  if (before.optIn !== after.optIn) return true;
  return after.optIn && before.consentVersion !== after.consentVersion;
}

/** The wire id of a record, and where a page of them ends. */
export function consentId(id: number): string {
  return `consent_${id}`;
}

/** The number behind a wire id; null for any other text. */
export function consentNumber(text: string): number | null {
  return /^consent_\d{1,15}$/.test(text) ? Number(text.slice('consent_'.length)) : null;
}
