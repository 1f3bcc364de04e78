import type { RawBuilder, SqlBool } from 'kysely';
import { compileAudience } from '../contacts/audience-filter.ts';
import type { Tx } from '../db/database.ts';
import { PressrunError } from '../lib/errors.ts';
import { type HeldProject, holdProject } from '../projects/service.ts';
import { holdPublishedVersion } from '../templates/service.ts';
import { segmentsOfCampaign } from './frozen-segments.ts';
import type { CampaignRow } from './store.ts';

export type PublishedVersion = NonNullable<Awaited<ReturnType<typeof holdPublishedVersion>>>;

/**
 * The version that a campaign would send, kept published until the transaction ends. Throws 422 when it can't be sent: no version, not
 * published, or no unsubscribe link in it (contract: Campaigns, send; P46).
 */
export async function requirePublishedVersion(
  tx: Tx,
  tenantId: string,
  campaign: CampaignRow,
): Promise<PublishedVersion> {
  const { templateVersionId } = campaign;
  if (!templateVersionId) {
    throw unready(
      'templateVersionId',
      'The campaign has no template version; set templateVersionId',
    );
  }
  const version = await holdPublishedVersion(tx, tenantId, templateVersionId);
  if (!version) {
    throw unready('templateVersionId', 'The template version is not published; publish it first');
  }
  if (!version.hasUnsubscribeLink) {
    throw unready(
      'templateVersionId',
      'The template version has no unsubscribe link; put {{unsubscribeUrl}} into its HTML',
    );
  }
  return version;
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
  if (project !== undefined) return project;
  throw unready('projectId', 'The project of the campaign is gone; set another one, or null');
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
  if (filter.optIn === false) {
    throw unready(
      'audienceFilter.optIn',
      'A campaign can not go to people who opted out; leave optIn out or set it to true',
    );
  }
  const segments = await segmentsOfCampaign(tx, tenantId, campaign);
  return compileAudience({ ...filter, optIn: true }, segments, campaign.startedAt);
}

export function unready(path: string, message: string): PressrunError {
  return new PressrunError('unprocessable', message, [{ path, message }]);
}
