import type { Campaign } from './campaign.ts';
import { wallOf } from './wall-time.ts';

/** The time that it has, or tomorrow morning. */
export function firstWall({ scheduledAt }: Campaign, zone: string): string {
  if (scheduledAt) return wallOf(new Date(scheduledAt), zone);
  const tomorrow = wallOf(new Date(Date.now() + 86_400_000), zone);
  return `${tomorrow.slice(0, 10)}T09:00`;
}
