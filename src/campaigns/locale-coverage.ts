import type { Tx } from '../db/database.ts';
import { findVersion, publishedVariants } from '../templates/service.ts';
import { groupOf } from '../templates/version.ts';
import { campaignAudience } from './ready.ts';
import { findCampaign } from './service.ts';
import { countByLocale } from './store.ts';

export type LocaleCoverage = { locale: string | null; count: number; hasTemplate: boolean };

/**
 * How many people of the audience have each locale, and whether a published variant speaks it. For
 * people without a locale that is the neutral variant (contract: Campaigns, locale-coverage).
 */
export async function localeCoverage(
  tx: Tx,
  tenantId: string,
  id: string,
  suppressionKey: Buffer,
): Promise<LocaleCoverage[]> {
  const campaign = await findCampaign(tx, tenantId, id);
  const spoken = await spokenLocales(tx, tenantId, campaign.templateVersionId);
  const audience = await campaignAudience(tx, tenantId, campaign);
  const counts = await countByLocale(tx, tenantId, audience, suppressionKey);
  return counts.map(({ locale, count }) => ({ locale, count, hasTemplate: spoken.has(locale) }));
}

async function spokenLocales(
  tx: Tx,
  tenantId: string,
  versionId: string | null,
): Promise<Set<string | null>> {
  const version = versionId ? await findVersion(tx, tenantId, versionId) : null;
  if (!version) return new Set();
  const variants = await publishedVariants(tx, tenantId, groupOf(version));
  return new Set(variants.map(({ locale }) => locale));
}
