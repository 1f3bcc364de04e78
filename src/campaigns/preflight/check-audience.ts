import type { AudienceFilter } from '../../contacts/audience-filter.ts';
import type { FieldError } from '../../lib/errors.ts';
import type { HeldProject } from '../../projects/service.ts';
import { type Quota, quotaFault } from '../../tenants/quota-rules.ts';
import type { LocaleRoutes } from '../route-locales.ts';
import type { Found } from './finding.ts';
import type { LocalePeople } from './store.ts';

/** Ten times as many as last time is a filter that lost a condition, or a relay that isn't used to it. */
const GROWN_TIMES = 10;

export function checkProject(project: HeldProject | null | undefined): Found[] {
  if (project !== undefined) return [];
  const message = 'The project of the campaign is gone';
  const action = 'Set projectId to another one, or to null.';
  return [{ code: 'project_missing', path: 'projectId', message, action }];
}

export function checkAudienceFilter({ optIn }: Pick<AudienceFilter, 'optIn'>): Found[] {
  if (optIn !== false) return [];
  const message = 'A campaign can not go to people who opted out';
  const action = 'Leave optIn out, or set it to true.';
  return [{ code: 'audience_opted_out', path: 'audienceFilter.optIn', message, action }];
}

/** `fault`: why the filter makes no audience, though it asks for nobody who opted out. */
export function checkSegments(fault: FieldError | null): Found[] {
  if (fault === null) return [];
  return [{ code: 'segment_missing', ...fault, action: 'Choose another one, or none.' }];
}

export function checkEmpty(isEmpty: boolean): Found[] {
  if (!isEmpty) return [];
  const message = 'The audience is empty: no opted-in contact matches the filter';
  const action = 'Import contacts, or change audienceFilter.';
  return [{ code: 'audience_empty', path: 'audienceFilter', message, action }];
}

export function checkQuota(quota: Quota, audience: number): Found[] {
  const fault = quotaFault(quota, audience);
  if (!fault) return [];
  const message = `${audience} people don't fit the monthly quota: ${quota.used} of ${quota.limit} are used`;
  const action = 'Narrow audienceFilter, wait for the next month, or have the quota raised.';
  return [{ code: 'quota_exceeded', path: 'audienceFilter', message, action, count: audience }];
}

/** `last`: how many the project's last sent campaign had; null: none had 100. */
export function checkGrowth(audience: number, last: number | null): Found[] {
  if (last === null || audience < last * GROWN_TIMES) return [];
  const message = `${audience} people are in the audience; the last campaign had ${last}`;
  const action =
    'Look whether audienceFilter lost a condition; a relay may take so much more for spam.';
  return [{ code: 'audience_grown', path: 'audienceFilter', message, action, count: audience }];
}

/**
 * People with a locale that no variant speaks. A group with just a neutral version speaks all languages
 * alike, and who has no locale gets the fallback: neither is a gap.
 */
export function checkLocales(routes: LocaleRoutes, people: readonly LocalePeople[]): Found[] {
  const spoken = Object.keys(routes.variants);
  if (spoken.length === 0) return [];
  return people
    .filter(({ locale }) => locale !== null && !spoken.includes(locale))
    .map(({ locale, people: count }) => ({
      code: 'locale_gap',
      path: 'templateVersionId',
      message: `${count} people read "${locale}", which no published variant speaks`,
      action: `Publish a variant for "${locale}"; without one they get the fallback.`,
      count,
    }));
}
