import type { LOCALES } from '../http/fields.ts';
import { PressrunError } from '../lib/errors.ts';
import type { Variable } from './variables.ts';

export type Locale = (typeof LOCALES)[number];
export type VersionStatus = 'DRAFT' | 'PUBLISHED';

/** What the author writes; the rest of a version is Pressrun's. */
export type Content = {
  subject: string;
  htmlBody: string;
  /** What the HTML is made of; null where the author writes the HTML. */
  mjmlBody: string | null;
  textBody: string | null;
  variables: Variable[];
  /** Null: for every language. */
  locale: Locale | null;
  /** Null: the version is the base of its own group. */
  localeGroupId: string | null;
};

/** A version without its bodies and variables, as lists show it: those may be megabytes each. */
export type VersionSummary = Pick<Content, 'subject' | 'locale' | 'localeGroupId'> & {
  id: string;
  templateId: string;
  number: number;
  status: VersionStatus;
  publishedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

/** A whole version. The published parts are null while it is a draft. */
export type Version = VersionSummary &
  Content & { publishedHtml: string | null; publishedText: string | null };

/** Where a version is: both ids of its path. One that belongs to another template is not there. */
export type VersionPath = { id: string; versionId: string };

/** The group of locale variants that a version belongs to (contract: Templates). */
export function groupOf(version: Pick<VersionSummary, 'id' | 'localeGroupId'>): string {
  return version.localeGroupId ?? version.id;
}

/** A published version is what goes out, so it never changes: 409 that names the state. */
export function requireState(version: VersionSummary, status: VersionStatus, what: string): void {
  if (version.status === status) return;
  const message = `The version is ${version.status}; only a ${status} one can be ${what}`;
  throw new PressrunError('wrong_state', message);
}

/** Whether publishing would make the same of both. */
export function sameSource(a: Content, b: Content): boolean {
  return (
    a.subject === b.subject &&
    a.htmlBody === b.htmlBody &&
    a.textBody === b.textBody &&
    JSON.stringify(a.variables) === JSON.stringify(b.variables)
  );
}
