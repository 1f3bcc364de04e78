import type { ReplyOf } from '../../api.ts';
import { MESSAGE_STATES, type MessageState } from '../../ui/campaign-progress.tsx';

export const CAMPAIGN_TABS = ['report', 'recipients', 'waves'] as const;
export type CampaignTab = (typeof CAMPAIGN_TABS)[number];

/** What of a campaign is shown, as it stands in the address; what makes no sense is left out. */
export type CampaignView = { tab?: CampaignTab; state?: MessageState; email?: string };

export function campaignView(search: Record<string, unknown>): CampaignView {
  const tab = CAMPAIGN_TABS.find((one) => one === search.tab);
  const state = MESSAGE_STATES.find((one) => one.state === search.state)?.state;
  const email = typeof search.email === 'string' ? search.email.slice(0, 320) : '';
  return { ...(tab && { tab }), ...(state && { state }), ...(email !== '' && { email }) };
}

type Status = ReplyOf<'listRecipients'>['data'][number]['status'];

/** The wire's name of a state. */
export function statusOf(state: MessageState | undefined): Status | undefined {
  return state && (state.toUpperCase() as Status);
}
