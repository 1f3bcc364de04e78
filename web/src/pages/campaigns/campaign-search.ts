import { pageSearch, textSearch } from '../../ui/list-search.ts';
import { CAMPAIGN_STATUSES, type CampaignStatus } from '../../ui/status-badge.tsx';

/** What the list of campaigns shows, as it stands in the address; what makes no sense is left out. */
export type CampaignSearch = { q?: string; status?: CampaignStatus; page?: number };

export function campaignSearch(search: Record<string, unknown>): CampaignSearch {
  const status = CAMPAIGN_STATUSES.find((one) => one === search.status);
  return {
    ...textSearch(search),
    ...(status && { status }),
    ...pageSearch(search),
  };
}
