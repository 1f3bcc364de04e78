import { type CampaignProgress, progressOf, type WatchOptions } from './campaign-progress.ts';
import { PressrunError } from './failure.ts';
import type { ReplyOf } from './operation.ts';
import type { Transport } from './transport.ts';

export type WaitOptions = WatchOptions & { onProgress?: (progress: CampaignProgress) => void };

/** It won't be SENT by waiting: it was cancelled, or is a draft. */
export class CampaignNotSentError extends PressrunError {
  readonly campaign: ReplyOf<'getCampaign'>;

  constructor(campaign: ReplyOf<'getCampaign'>) {
    const { status, stats } = campaign;
    const message =
      status === 'DRAFT'
        ? 'The campaign is a draft; send or schedule it first'
        : `The campaign is ${status}; ${stats.sent} of ${stats.audience} were sent`;
    super('campaign_not_sent', message);
    this.campaign = campaign;
  }
}

/** Waits for the end of a campaign; `timeoutMs` is that of a request, a `signal` ends the waiting. */
export async function untilSent(
  transport: Transport,
  id: string,
  { onProgress, ...options }: WaitOptions = {},
): Promise<ReplyOf<'getCampaign'>> {
  for await (const progress of progressOf(transport, id, options)) {
    onProgress?.(progress);
    if (progress.status === 'DRAFT') break;
  }
  const campaign = await transport.call('getCampaign', { path: { id } }, options);
  if (campaign.status !== 'SENT') throw new CampaignNotSentError(campaign);
  return campaign;
}
