import type { InputOf } from '../../api.ts';
import { type AttributeRow, attributesOf, faultOf, rowsOf } from './attribute-draft.ts';
import type { Contact } from './contact-type.ts';

type Input = InputOf<'upsertContact'>['body'];
type TextField = 'externalId' | 'timezone' | 'consentVersion' | 'source' | 'projectId';

/** A contact as it is being edited; a text that is empty is none. */
export type ContactDraft = Pick<Contact, 'email' | 'locale' | 'optIn'> &
  Record<TextField, string> & { attributes: AttributeRow[] };

export const NEW_CONTACT: ContactDraft = {
  email: '',
  externalId: '',
  locale: null,
  timezone: '',
  optIn: false,
  consentVersion: '',
  source: '',
  projectId: '',
  attributes: [],
};

export function draftOf(contact: Contact): ContactDraft {
  const { email, locale, optIn, attributes } = contact;
  const { externalId, timezone, consentVersion, source, projectId } = contact;
  return {
    ...{ email, locale, optIn, attributes: rowsOf(attributes) },
    externalId: externalId ?? '',
    timezone: timezone ?? '',
    consentVersion: consentVersion ?? '',
    source: source ?? '',
    projectId: projectId ?? '',
  };
}

export function hasFaults({ attributes }: ContactDraft): boolean {
  return attributes.some((row) => faultOf(row, attributes) !== null);
}

export function inputOf(draft: ContactDraft): Input {
  const { email, locale, optIn, attributes } = draft;
  return {
    ...{ email: email.trim(), locale, optIn, attributes: attributesOf(attributes) },
    externalId: textOf(draft.externalId),
    timezone: textOf(draft.timezone),
    consentVersion: textOf(draft.consentVersion),
    source: textOf(draft.source),
    projectId: textOf(draft.projectId),
  };
}

/** Only what is another than before: two people may edit one contact. */
export function changesOf(contact: Contact, draft: ContactDraft): Partial<Input> {
  const before = inputOf(draftOf(contact));
  const isOther = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(before[name as keyof Input]);
  return Object.fromEntries(Object.entries(inputOf(draft)).filter(isOther));
}

function textOf(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
