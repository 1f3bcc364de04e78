/** What the model knows of one address and the contact that has it. */
export type Person = {
  address: string;
  /** Null: no contact has this address. */
  contactId: string | null;
  exists: boolean;
  optIn: boolean;
  isUnsubscribed: boolean;
  group: string;
  suppressed: 'unsubscribe' | 'manual' | null;
  /** Whether an erasure took the address out of the suppression: only its hash is left. */
  isForgotten: boolean;
  /** Whether the contact has a consent with a version. */
  hasConsent: boolean;
  /** From when on no attempt may be made: how many there were then, and how many may still come. */
  left: { attempts: number; excused: number } | null;
};

export function newPerson(address: string): Person {
  return {
    ...{ address, contactId: null, exists: false, optIn: false, isUnsubscribed: false },
    ...{ group: '', suppressed: null, isForgotten: false, hasConsent: false, left: null },
  };
}

/** Whether campaigns may mail this person. */
export function isWanted({ exists, optIn, suppressed }: Person): boolean {
  return exists && optIn && suppressed === null;
}

/** An import with `optIn: true`; only a newer consent brings somebody back (P25). */
export function imported(person: Person, group: string, isNewConsent: boolean): void {
  person.group = group;
  person.hasConsent ||= isNewConsent;
  if (!person.exists) {
    Object.assign(person, { exists: true, optIn: true, isUnsubscribed: false });
    return;
  }
  if (!person.isUnsubscribed || !isNewConsent) return;
  Object.assign(person, { optIn: true, isUnsubscribed: false });
  if (person.suppressed === 'unsubscribe') released(person);
}

/** The suppression is gone. */
function released(person: Person): void {
  Object.assign(person, { suppressed: null, isForgotten: false });
}

/**
 * The suppression is deleted; the answer's status. Who had left by their own wish goes on having left,
 * as a contact that remembers it, and an erasure is only undone by a new consent (P25, P45).
 */
export function unsuppressed(person: Person): 200 | 404 | 409 {
  const { suppressed, isForgotten, exists, optIn, hasConsent } = person;
  if (suppressed === null) return 404;
  if (isForgotten && !(exists && optIn && hasConsent)) return 409;
  if (!isForgotten && suppressed === 'unsubscribe') {
    if (!exists) Object.assign(person, { exists: true, group: '' });
    Object.assign(person, { optIn: false, isUnsubscribed: true });
  }
  released(person);
  return 200;
}

export function unsubscribed(person: Person): void {
  Object.assign(person, { optIn: false, isUnsubscribed: true });
  person.suppressed ??= 'unsubscribe';
}

/** The contact goes; the suppression stays, or comes. */
export function erased(person: Person): void {
  Object.assign(person, { exists: false, contactId: null, optIn: false, isUnsubscribed: false });
  person.suppressed ??= 'manual';
  Object.assign(person, { isForgotten: true, hasConsent: false });
}
