import { Badge } from '@mantine/core';
import type { ReplyOf } from '../api.ts';

export type CampaignStatus = ReplyOf<'getCampaign'>['status'];

const LOOK: Record<CampaignStatus, { color: string; label: string }> = {
  DRAFT: { color: 'gray', label: 'Draft' },
  SCHEDULED: { color: 'blue', label: 'Scheduled' },
  SENDING: { color: 'teal', label: 'Sending' },
  PAUSED: { color: 'orange', label: 'Paused' },
  SENT: { color: 'green', label: 'Sent' },
  CANCELLED: { color: 'gray', label: 'Cancelled' },
};

export const CAMPAIGN_STATUSES = Object.keys(LOOK) as CampaignStatus[];

export function statusLabel(status: CampaignStatus): string {
  return LOOK[status].label;
}

const STALLED = { color: 'red', label: 'Stalled' };

/** In which state it is; of one that is being sent also whether nothing of it moves any more (P6). */
export function StatusBadge({
  campaign: { status, stalledSince },
}: {
  campaign: Pick<ReplyOf<'getCampaign'>, 'status' | 'stalledSince'>;
}) {
  const { color, label } = stalledSince ? STALLED : LOOK[status];
  return (
    <Badge color={color} variant="dot" tt="none" c="var(--mantine-color-text)">
      {label}
    </Badge>
  );
}
