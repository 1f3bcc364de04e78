import { localeName } from '../../../ui/locales.ts';
import type { Version } from './campaign.ts';

const groupOf = ({ id, localeGroupId }: Version) => localeGroupId ?? id;

export function publishedOf(versions: Version[]): Version[] {
  return versions.filter(({ status }) => status === 'PUBLISHED');
}

/** What a campaign with this template would send: the newest published version that others are variants of. */
export function newestPublished(versions: Version[]): Version | undefined {
  const published = publishedOf(versions);
  return published.find((version) => groupOf(version) === version.id) ?? published[0];
}

/** A version and its published variants; the base comes first. */
export function variantsOf(versions: Version[], base: Version): Version[] {
  const others = publishedOf(versions).filter(
    (version) => version.id !== base.id && groupOf(version) === groupOf(base),
  );
  return [base, ...others];
}

/** The variant that a reader of this locale gets, as far as the group tells. */
export function variantFor(variants: Version[], locale: string | null): Version | undefined {
  return variants.find((version) => locale !== null && version.locale === locale) ?? variants[0];
}

export function variantName({ locale }: Version): string {
  return locale === null ? 'Default' : localeName(locale);
}
