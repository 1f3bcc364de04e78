import type { ReplyOf } from '../../api.ts';
import { reasonInWords } from '../../ui/reason-in-words.ts';
import { count, share } from '../../ui/times.tsx';
import type { CampaignView } from '../campaigns/campaign-view.ts';
import { QUOTA_WARNING } from './quota.tsx';
import type { CampaignsNow } from './use-campaigns-now.ts';

type Campaign = ReplyOf<'getCampaign'>;
type Endpoint = ReplyOf<'listWebhookEndpoints'>['data'][number];
type Tenant = ReplyOf<'getTenant'>;

type Link =
  | { to: '/campaigns/$id'; params: { id: string }; search?: CampaignView }
  | { to: '/webhooks/$id'; params: { id: string } }
  | { to: '/settings' };

export type Item = { key: string; title: string; text: string; action: string; link: Link };

/** From this share of failures on, something is wrong with more than single addresses. */
const MANY_FAILED = 0.05;
const RECENT_MS = 14 * 86_400_000;

/** What is wrong now, the most pressing first. What isn't known yet is not wrong. */
export function attentionItems(known: {
  now: CampaignsNow;
  doubts: Map<string, number>;
  tenant: Tenant | undefined;
  endpoints: Endpoint[] | undefined;
  projects: number | undefined;
}): Item[] {
  const { sending = [], paused = [], scheduled = [], sent = [] } = known.now;
  const recent = sent.filter(({ finishedAt }) => Date.now() - Date.parse(finishedAt!) < RECENT_MS);
  return [
    ...sending.filter(({ stalledSince }) => stalledSince).map(stalledItem),
    ...paused.map(pausedItem),
    ...[...sending, ...scheduled].filter(needsAWord).map(waitingItem),
    ...quotaItems(known.tenant),
    ...[...sending, ...paused, ...recent].flatMap((one) => doubtItems(one, known.doubts)),
    ...[...sending, ...recent].filter(hasManyFailed).map(failedItem),
    ...(known.endpoints ?? []).flatMap(endpointItems),
    ...senderItems(known.tenant, known.projects),
  ];
}

function stalledItem({ id, name, reason, stalledSince }: Campaign): Item {
  return {
    key: `stalled ${id}`,
    title: `${name} has stalled`,
    text: `Nothing of it has moved since ${since(stalledSince!)}. ${reasonInWords(reason ?? '')}`,
    action: 'Look at it',
    link: { to: '/campaigns/$id', params: { id } },
  };
}

function pausedItem({ id, name, reason }: Campaign): Item {
  return {
    key: `paused ${id}`,
    title: `${name} is paused`,
    text: reasonInWords(reason ?? 'Nothing of it is sent until somebody lets it go on.'),
    action: 'Go on or cancel',
    link: { to: '/campaigns/$id', params: { id } },
  };
}

/** Waves that wait for their hour are as they should be. */
function needsAWord({ reason, stalledSince }: Campaign): boolean {
  return reason !== null && !stalledSince && !reason.startsWith('Waiting for the wave');
}

function waitingItem({ id, name, reason }: Campaign): Item {
  return {
    key: `waits ${id}`,
    title: `${name} waits`,
    text: reasonInWords(reason ?? ''),
    action: 'Look at it',
    link: { to: '/campaigns/$id', params: { id } },
  };
}

function doubtItems({ id, name }: Campaign, doubts: Map<string, number>): Item[] {
  const open = doubts.get(id) ?? 0;
  if (open === 0) return [];
  return [
    {
      key: `doubts ${id}`,
      title: `${name}: ${count(open)} ${open === 1 ? 'message is' : 'messages are'} in doubt`,
      text: 'They may have arrived. Somebody has to say whether they are sent again.',
      action: 'Decide',
      link: { to: '/campaigns/$id', params: { id } },
    },
  ];
}

function hasManyFailed({ stats: { failed, sent } }: Campaign): boolean {
  return failed >= 3 && failed / (failed + sent) >= MANY_FAILED;
}

function failedItem({ id, name, stats: { failed, audience } }: Campaign): Item {
  return {
    key: `failed ${id}`,
    title: `${name}: ${count(failed)} messages failed`,
    text: `${share(failed, audience)} of its audience. The report says why; what was temporary can be tried again.`,
    action: 'See why',
    link: { to: '/campaigns/$id', params: { id }, search: { tab: 'report' } },
  };
}

function quotaItems(tenant: Tenant | undefined): Item[] {
  const { monthlyQuota: quota = null, usedThisMonth: used = 0 } = tenant ?? {};
  if (quota === null || used / quota < QUOTA_WARNING) return [];
  return [
    {
      key: 'quota',
      title: `${share(used, quota)} of this month’s quota is used`,
      text: `${count(used)} of ${count(quota)} messages. Campaigns pause at 110 %; the operator can raise it.`,
      action: 'Settings',
      link: { to: '/settings' },
    },
  ];
}

function endpointItems({ id, url, disabledReason, failingSince }: Endpoint): Item[] {
  if (!disabledReason && !failingSince) return [];
  return [
    {
      key: `endpoint ${id}`,
      title: disabledReason ? 'A webhook endpoint was turned off' : 'A webhook endpoint fails',
      text: disabledReason
        ? `${url}: ${disabledReason}. Mend it, then turn it on again.`
        : `${url}: every try since ${since(failingSince!)} has failed. After five days it is turned off.`,
      action: 'See the tries',
      link: { to: '/webhooks/$id', params: { id } },
    },
  ];
}

function senderItems(tenant: Tenant | undefined, projects: number | undefined): Item[] {
  if (!tenant || projects !== 0 || tenant.defaultSender) return [];
  return [
    {
      key: 'sender',
      title: 'No sender is set',
      text: 'Mail goes out in the name of this server. Say who it is from, so that readers know you.',
      action: 'Set the sender',
      link: { to: '/settings' },
    },
  ];
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function since(at: string): string {
  return moment.format(new Date(at));
}
