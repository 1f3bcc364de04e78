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
  /** From when on no attempt may be made: how many there were then, and how many may still come. */
  left: { attempts: number; excused: number } | null;
};

export function newPerson(address: string): Person {
  return {
    ...{ address, contactId: null, exists: false, optIn: false, isUnsubscribed: false },
    ...{ group: '', suppressed: null, left: null },
  };
}

/** Whether campaigns may mail this person. */
export function isWanted({ exists, optIn, suppressed }: Person): boolean {
  return exists && optIn && suppressed === null;
}

/** An import with `optIn: true`; only a newer consent brings somebody back (P25). */
export function imported(person: Person, group: string, isNewConsent: boolean): void {
  person.group = group;
  if (!person.exists) {
    Object.assign(person, { exists: true, optIn: true, isUnsubscribed: false });
    return;
  }
  if (!person.isUnsubscribed || !isNewConsent) return;
  Object.assign(person, { optIn: true, isUnsubscribed: false });
  if (person.suppressed === 'unsubscribe') person.suppressed = null;
}

export function unsubscribed(person: Person): void {
  Object.assign(person, { optIn: false, isUnsubscribed: true });
  person.suppressed ??= 'unsubscribe';
}

/** The contact goes; the suppression stays, or comes. */
export function erased(person: Person): void {
  Object.assign(person, { exists: false, contactId: null, optIn: false, isUnsubscribed: false });
  person.suppressed ??= 'manual';
}
