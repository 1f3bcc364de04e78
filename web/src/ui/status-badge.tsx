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

export function StatusBadge({ status }: { status: CampaignStatus }) {
  return (
    <Badge color={LOOK[status].color} variant="dot" tt="none" c="var(--mantine-color-text)">
      {LOOK[status].label}
    </Badge>
  );
}
