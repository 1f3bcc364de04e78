import { CAMPAIGN_STATUSES, type CampaignStatus } from '../../ui/status-badge.tsx';

/** What the list of campaigns shows, as it stands in the address; what makes no sense is left out. */
export type CampaignSearch = { q?: string; status?: CampaignStatus; page?: number };

export function campaignSearch(search: Record<string, unknown>): CampaignSearch {
  const status = CAMPAIGN_STATUSES.find((one) => one === search.status);
  const page = Number(search.page);
  const q = search.q === undefined ? '' : String(search.q).slice(0, 200);
  return {
    ...(q && { q }),
    ...(status && { status }),
    ...(Number.isSafeInteger(page) && page > 1 && { page }),
  };
}
