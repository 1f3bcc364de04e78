import type { Tx } from '../db/database.ts';
import { publishedVariants } from '../templates/service.ts';
import { findTenant } from '../tenants/service.ts';

/** Which version people get, by their locale; who finds none gets `baseVersionId`. */
export type LocaleRoutes = { variants: Record<string, string>; baseVersionId: string };

/**
 * Each locale gets its own published variant, else the one of the tenant's default locale, else the
 * campaign's version itself (contract: Templates, locale variants).
 */
export async function routeLocales(
  tx: Tx,
  tenantId: string,
  base: { id: string; groupId: string },
): Promise<LocaleRoutes> {
  const variants: Record<string, string> = {};
  for (const { id, locale } of await publishedVariants(tx, tenantId, base.groupId)) {
    if (locale) variants[locale] = id;
  }
  const { defaultLocale } = await findTenant(tx, tenantId);
  const fallback = defaultLocale ? variants[defaultLocale] : undefined;
  return { variants, baseVersionId: fallback ?? base.id };
}

/** The version that people of this locale get. */
export function versionFor({ variants, baseVersionId }: LocaleRoutes, locale: string | null) {
  return (locale === null ? undefined : variants[locale]) ?? baseVersionId;
}
