import type { Contact } from '../../contacts/contact.ts';
import { findContactById } from '../../contacts/service.ts';
import type { Tx } from '../../db/database.ts';
import type { FindingCode } from '../../lib/finding.ts';
import { audienceExists } from '../../messages/freeze.ts';
import type { PublishedVersion } from '../../templates/service.ts';
import { findQuota } from '../../tenants/quota.ts';
import type { Quota } from '../../tenants/quota-rules.ts';
import { type LocaleRoutes, versionFor } from '../route-locales.ts';
import { findLacking, type Lacking, namesAskedAbout } from './lacking.ts';
import {
  type AudienceQuestion,
  findLastAudience,
  type LocalePeople,
  somebodyReads,
  surveyAudience,
} from './store.ts';
import type { Subject } from './subject.ts';

/** A version that somebody gets, with the contact that makes its message the largest. */
export type Received = { version: PublishedVersion; contact: Contact | null };

/** What the database says about a subject, read in one transaction; the checks ask nothing more of it. */
export type Facts = Subject & {
  /** Nobody matches; only known where it is asked about. */
  isEmpty: boolean;
  /** The audience by locale; null: it wasn't read, because no wanted finding needs it. */
  people: LocalePeople[] | null;
  received: Received[];
  /** Versions without an unsubscribe link that somebody gets; the campaign's own in any case. */
  unlinked: PublishedVersion[];
  lacking: Lacking[];
  quota: Quota;
  /** That of the last campaign; null: there is none to compare with. */
  lastAudience: number | null;
};

/** These need the whole audience to be read: a second or two for a million people. */
const SURVEYED: readonly FindingCode[] = [
  ...(['quota_exceeded', 'variables_missing', 'locale_gap', 'audience_grown'] as const),
  ...(['postal_address_missing', 'html_too_large'] as const),
  ...(['link_empty', 'link_not_https', 'image_without_alt'] as const),
];
const UNLIMITED: Quota = { limit: null, used: 0 };

/** Reads just what the wanted findings need. */
export async function gatherFacts(
  tx: Tx,
  subject: Subject,
  wanted: ReadonlySet<FindingCode>,
  suppressionKey: Buffer,
): Promise<Facts> {
  const { tenantId, campaign } = subject;
  const question = subject.audience && { audience: subject.audience, suppressionKey };
  const names = wanted.has('variables_missing') ? namesAskedAbout(subject) : [];
  const people = SURVEYED.some((code) => wanted.has(code))
    ? await survey(tx, tenantId, question, names)
    : null;
  return {
    ...{ ...subject, people },
    isEmpty: wanted.has('audience_empty') && (await isNobodyThere(tx, tenantId, question, people)),
    received: await findReceived(tx, subject, people ?? []),
    unlinked: await findUnlinked(tx, subject, people, question),
    lacking: question
      ? await findLacking(tx, subject, question, { names, people: people ?? [] })
      : [],
    quota: wanted.has('quota_exceeded') ? await quotaOf(tx, subject) : UNLIMITED,
    lastAudience: wanted.has('audience_grown')
      ? await findLastAudience(tx, tenantId, campaign.projectId)
      : null,
  };
}

/** How many people the facts speak of. */
export function audienceOf(people: readonly LocalePeople[]): number {
  return people.reduce((sum, part) => sum + part.people, 0);
}

async function survey(
  tx: Tx,
  tenantId: string,
  question: AudienceQuestion | null,
  names: readonly string[],
): Promise<LocalePeople[]> {
  return question ? surveyAudience(tx, tenantId, { ...question, names }) : [];
}

async function isNobodyThere(
  tx: Tx,
  tenantId: string,
  question: AudienceQuestion | null,
  people: readonly LocalePeople[] | null,
): Promise<boolean> {
  if (people || !question) return !people?.length;
  return !(await audienceExists(tx, tenantId, question.audience, question.suppressionKey));
}

/** For an empty audience the campaign's own version is what an author wants to know about. */
async function findReceived(
  tx: Tx,
  { tenantId, routes, version, versions }: Subject,
  people: readonly LocalePeople[],
): Promise<Received[]> {
  if (!version || !routes) return [];
  const largest = new Map<string, string>();
  for (const part of people.toSorted((a, b) => b.octets - a.octets)) {
    const id = versionFor(routes, part.locale);
    if (!largest.has(id)) largest.set(id, part.largest);
  }
  if (largest.size === 0) return [{ version, contact: null }];
  const received: Received[] = [];
  for (const [id, contactId] of largest) {
    const contact = await findContactById(tx, tenantId, contactId);
    received.push({ version: versions.get(id) ?? version, contact });
  }
  return received;
}

async function findUnlinked(
  tx: Tx,
  { tenantId, routes, version, versions }: Subject,
  people: readonly LocalePeople[] | null,
  question: AudienceQuestion | null,
): Promise<PublishedVersion[]> {
  const unlinked: PublishedVersion[] = [];
  for (const one of versions.values()) {
    if (one.hasUnsubscribeLink || !routes) continue;
    const isReceived = people
      ? people.some(({ locale }) => versionFor(routes, locale) === one.id)
      : question && (await somebodyReads(tx, tenantId, question, localesOf(routes, one.id)));
    if (one.id === version?.id || isReceived) unlinked.push(one);
  }
  return unlinked;
}

/** Whom a version is for: people with these locales, and with `isFallback` all whom no variant is for. */
function localesOf({ variants, baseVersionId }: LocaleRoutes, versionId: string) {
  const spoken = Object.keys(variants);
  return {
    locales: spoken.filter((locale) => variants[locale] === versionId),
    isFallback: baseVersionId === versionId,
    spoken,
  };
}

async function quotaOf(tx: Tx, { tenantId, mode, campaign }: Subject): Promise<Quota> {
  if (mode === 'test') return UNLIMITED;
  const isScheduled = campaign.status === 'SCHEDULED';
  return findQuota(tx, tenantId, isScheduled ? campaign.scheduledAt : null);
}
