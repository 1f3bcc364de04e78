import type { RawBuilder, SqlBool } from 'kysely';
import { compileAudience } from '../contacts/audience-filter.ts';
import type { Tx } from '../db/database.ts';
import { type HeldProject, holdProject } from '../projects/service.ts';
import { holdPublishedVersion, type PublishedVersion } from '../templates/service.ts';
import { segmentsOfCampaign } from './frozen-segments.ts';
import { checkAudienceFilter, checkProject } from './preflight/check-audience.ts';
import { checkVersion } from './preflight/check-version.ts';
import { type Found, refusal } from './preflight/finding.ts';
import type { CampaignRow } from './store.ts';

/**
 * The version that a campaign would send, kept published until the transaction ends. Throws 422 when there
 * is none. Whether it may be sent is the pre-flight's to say.
 */
export async function requirePublishedVersion(
  tx: Tx,
  tenantId: string,
  { templateVersionId }: CampaignRow,
): Promise<PublishedVersion> {
  const version = templateVersionId
    ? await holdPublishedVersion(tx, tenantId, templateVersionId)
    : null;
  requireNone(checkVersion(templateVersionId, version));
  return version!;
}

/**
 * The project by which a campaign's mail goes, kept until the transaction ends; null: by none. Throws 422
 * when the one that it names is gone.
 */
export async function requireProject(
  tx: Tx,
  tenantId: string,
  { projectId }: CampaignRow,
): Promise<HeldProject | null> {
  const project = await holdProject(tx, tenantId, projectId);
  requireNone(checkProject(project));
  return project ?? null;
}

/**
 * The audience of a campaign as SQL: what `contacts c` of the tenant have to fulfil, apart from not being
 * suppressed. Of one that has started, with its segments and days as they were at the start. Throws 422
 * for `optIn: false` (campaigns go to those who opted in only) and for a segment that is gone.
 */
export async function campaignAudience(
  tx: Tx,
  tenantId: string,
  campaign: Pick<CampaignRow, 'id' | 'audienceFilter' | 'startedAt'>,
): Promise<RawBuilder<SqlBool>> {
  const filter = campaign.audienceFilter;
  requireNone(checkAudienceFilter(filter));
  const segments = await segmentsOfCampaign(tx, tenantId, campaign);
  return compileAudience({ ...filter, optIn: true }, segments, campaign.startedAt);
}

function requireNone(found: Found[]): void {
  if (found.length > 0) throw refusal(found);
}
