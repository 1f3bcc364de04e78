import type { AudienceFilter } from '../contacts/audience-filter.ts';
import type { Engagement } from '../engagement/engagement.ts';
import { PressrunError } from '../lib/errors.ts';
import type { Stats } from '../messages/message.ts';
import type { RateLimit } from '../projects/rate-limit.ts';
import type { DeliverAt, IfPassed } from './wave.ts';

/** States of a campaign (design.md section 4); the schema CHECKs the same list. */
export const CAMPAIGN_STATES = [
  'DRAFT',
  'SCHEDULED',
  'SENDING',
  'PAUSED',
  'SENT',
  'CANCELLED',
] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** Which state may follow which; SCHEDULED → SCHEDULED is a new time for the same campaign. */
export const CAMPAIGN_MOVES: Record<CampaignState, CampaignState[]> = {
  DRAFT: ['SCHEDULED', 'SENDING', 'CANCELLED'],
  SCHEDULED: ['SCHEDULED', 'SENDING', 'CANCELLED'],
  SENDING: ['PAUSED', 'SENT', 'CANCELLED'],
  PAUSED: ['SENDING', 'CANCELLED'],
  // Back to SENDING when an operator has failed or unknown messages sent again.
  SENT: ['SENDING'],
  CANCELLED: [],
};

/** The states from which a campaign may become `to`. */
export function statesBefore(to: CampaignState): CampaignState[] {
  return CAMPAIGN_STATES.filter((state) => CAMPAIGN_MOVES[state].includes(to));
}

export type Campaign = {
  id: string;
  name: string;
  templateVersionId: string | null;
  /** The template of that version. */
  templateId: string | null;
  subject: string | null;
  audienceFilter: AudienceFilter;
  projectId: string | null;
  rateLimit: RateLimit;
  timezone: string | null;
  unsubscribeLang: string | null;
  /** False: not tracked, though its tenant tracks. */
  trackOpens: boolean;
  trackClicks: boolean;
  status: CampaignState;
  /** With `recipient` the instant in the campaign's zone; other zones' waves come before and after. */
  scheduledAt: Date | null;
  deliverAt: DeliverAt;
  /** Null unless it is delivered in each person's own time. */
  ifPassed: IfPassed | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Why it waits. */
  reason: string | null;
  /** Since when nothing of it moves though something should (P6); null while all is well. */
  stalledSince: Date | null;
  createdAt: Date;
  updatedAt: Date;
  stats: Stats;
  engagement: Engagement;
  /** Messages accepted per second since the start; null before there is any. */
  rate: number | null;
  /** When it will be done at that rate, or its last wave begins; null when it doesn't run or nothing moves. */
  eta: Date | null;
};

/** 409: what was asked, and the state that doesn't allow it. */
export function wrongState(verb: string, state: CampaignState, allowed: CampaignState[]) {
  return new PressrunError(
    'wrong_state',
    `A campaign that is ${state} can not be ${verb}; it has to be ${allowed.join(' or ')}`,
    [{ path: 'status', message: `is ${state}` }],
  );
}
