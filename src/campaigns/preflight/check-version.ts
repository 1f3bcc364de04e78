import type { PublishedVersion } from '../../templates/service.ts';
import type { Found } from './finding.ts';

/** Whether there is something to send: `version` is the published one that the campaign names, or null. */
export function checkVersion(
  templateVersionId: string | null,
  version: PublishedVersion | null,
): Found[] {
  const path = 'templateVersionId';
  if (version) return [];
  if (templateVersionId === null) {
    const message = 'The campaign has no template version';
    const action = 'Set templateVersionId to a published version.';
    return [{ code: 'version_missing', path, message, action }];
  }
  const message = 'The template version is not published';
  const action = 'Publish it, or set templateVersionId to a published version.';
  return [{ code: 'version_unpublished', path, message, action }];
}

/** Versions that somebody would get, and in which no reader can see `{{unsubscribeUrl}}` (P46). */
export function checkUnsubscribeLinks(
  versions: readonly PublishedVersion[],
  campaignVersionId: string | null,
): Found[] {
  return versions
    .filter(({ hasUnsubscribeLink }) => !hasUnsubscribeLink)
    .map(({ id, locale }) => ({
      code: 'unsubscribe_link_missing',
      path: id === campaignVersionId ? 'templateVersionId' : `variants.${locale}.htmlBody`,
      message: `${nameOf({ id, locale }, campaignVersionId)} has no unsubscribe link`,
      action: 'Put {{unsubscribeUrl}} into its HTML, as a link or as text, and publish that.',
    }));
}

/** How a message names a version. */
export function nameOf(
  { id, locale }: Pick<PublishedVersion, 'id' | 'locale'>,
  campaignVersionId: string | null,
): string {
  if (id === campaignVersionId) return 'The template version';
  return locale === null ? 'The neutral variant' : `The variant for the locale "${locale}"`;
}

/** Where a finding about a part of a version is. */
export function partOf(
  { id, locale }: Pick<PublishedVersion, 'id' | 'locale'>,
  campaignVersionId: string | null,
  part: 'htmlBody' | 'subject' | 'variables',
): string {
  return id === campaignVersionId ? part : `variants.${locale ?? 'neutral'}.${part}`;
}
