import type { LOCALES } from '../http/fields.ts';
import { isNewerConsent } from './consent.ts';
import { sameJson } from './same-json.ts';

export type ContactLocale = (typeof LOCALES)[number];

/** A person of one tenant. `email` is the normalised address (lib/address.ts). */
export type Contact = {
  id: string;
  email: string;
  externalId: string | null;
  locale: ContactLocale | null;
  /** Where their own time is, by the zone's one name; null: unknown, the campaign's is taken. */
  timezone: string | null;
  optIn: boolean;
  attributes: Record<string, unknown>;
  consentVersion: string | null;
  source: string | null;
  projectId: string | null;
  createdAt: Date;
  updatedAt: Date;
  /** When a person who had opted in opted out; null for one who never had. */
  unsubscribedAt: Date | null;
};

/** What a request says about a contact: a missing field is kept, null clears it. */
export type ContactChange = {
  email?: string;
  externalId?: string | null;
  locale?: ContactLocale | null;
  timezone?: string | null;
  optIn?: boolean;
  attributes?: Record<string, unknown>;
  consentVersion?: string | null;
  source?: string | null;
  projectId?: string | null;
  /** When and from where the person decided: kept in the record that a decision leaves, nowhere else. */
  consentAt?: Date;
  consentIp?: string | null;
};

/** `revived`: an unsubscribed person gave a newer consent, so their unsubscription ends. */
export type Merge = { contact: Contact; changed: boolean; revived: boolean };

/** A new contact; without `optIn` it has opted in (contract: Contacts). */
export function createContact(
  id: string,
  change: ContactChange & { email: string },
  now: Date,
): Contact {
  return {
    id,
    email: change.email,
    externalId: change.externalId ?? null,
    locale: change.locale ?? null,
    timezone: change.timezone ?? null,
    optIn: change.optIn ?? true,
    attributes: change.attributes ?? {},
    consentVersion: change.consentVersion ?? null,
    source: change.source ?? null,
    projectId: change.projectId ?? null,
    createdAt: now,
    updatedAt: now,
    unsubscribedAt: null,
  };
}

/**
 * Applies a change. Nothing opts an unsubscribed person in again except `optIn: true` with a newer
 * `consentVersion` (P25; listmonk d6f5292d is what happens otherwise). For the same reason the
 * consent of an unsubscribed person never goes back or away: an older one would make the next
 * import of the present one look new.
 */
export function mergeContact(existing: Contact, change: ContactChange, now: Date): Merge {
  const newer = isNewerConsent(change.consentVersion, existing.consentVersion);
  const wasUnsubscribed = existing.unsubscribedAt !== null;
  const revived = wasUnsubscribed && change.optIn === true && newer;
  const optIn = wasUnsubscribed ? revived : (change.optIn ?? existing.optIn);
  const unsubscribedAt = revived ? null : existing.optIn && !optIn ? now : existing.unsubscribedAt;
  const keepConsent = unsubscribedAt !== null && !newer;
  const merged: Contact = {
    id: existing.id,
    email: change.email ?? existing.email,
    externalId: kept(change.externalId, existing.externalId),
    locale: kept(change.locale, existing.locale),
    timezone: kept(change.timezone, existing.timezone),
    optIn,
    attributes: change.attributes ?? existing.attributes,
    consentVersion: keepConsent
      ? existing.consentVersion
      : kept(change.consentVersion, existing.consentVersion),
    source: kept(change.source, existing.source),
    projectId: kept(change.projectId, existing.projectId),
    createdAt: existing.createdAt,
    updatedAt: now,
    unsubscribedAt,
  };
  if (sameContact(existing, merged)) return { contact: existing, changed: false, revived: false };
  return { contact: merged, changed: true, revived };
}

function kept<T>(sent: T | undefined, existing: T): T {
  return sent === undefined ? existing : sent;
}

function sameContact(a: Contact, b: Contact): boolean {
  return (
    a.email === b.email &&
    a.externalId === b.externalId &&
    a.locale === b.locale &&
    a.timezone === b.timezone &&
    a.optIn === b.optIn &&
    a.consentVersion === b.consentVersion &&
    a.source === b.source &&
    a.projectId === b.projectId &&
    a.unsubscribedAt?.getTime() === b.unsubscribedAt?.getTime() &&
    sameJson(a.attributes, b.attributes)
  );
}
