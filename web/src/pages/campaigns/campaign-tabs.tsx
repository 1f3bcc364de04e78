import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReplyOf } from '../../api.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { CampaignTab } from './campaign-view.ts';
import { Recipients } from './recipients.tsx';
import { Report } from './report.tsx';
import { Waves } from './waves.tsx';

const LABELS: Record<CampaignTab, string> = {
  report: 'Report',
  recipients: 'Recipients',
  waves: 'Waves',
};

/** Below the progress: what came of it, each recipient, and the waves of one in people's own time. */
export function CampaignTabs({ campaign }: { campaign: ReplyOf<'getCampaign'> }) {
  const { id, status, stats, deliverAt } = campaign;
  const { tab } = useSearch({ from: '/shell/campaigns/$id' });
  const navigate = useNavigate();
  const isFrozen = stats.audience > 0;
  const tabs: CampaignTab[] = [
    ...(isFrozen ? (['report', 'recipients'] as const) : []),
    ...(deliverAt === 'recipient' ? (['waves'] as const) : []),
  ];
  if (tabs.length === 0) return <NobodyYet status={status} />;
  const shown = tab && tabs.includes(tab) ? tab : tabs[0]!;
  const show = (next: string | null) =>
    navigate({
      to: '/campaigns/$id',
      params: { id },
      search: { tab: next as CampaignTab },
      resetScroll: false,
    });
  return (
    <Tabs value={shown} onChange={show} keepMounted={false}>
      <Tabs.List mb="md">
        {tabs.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {LABELS[one]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="report">
        <Report campaign={campaign} />
      </Tabs.Panel>
      <Tabs.Panel value="recipients">
        <Recipients campaign={campaign} />
      </Tabs.Panel>
      <Tabs.Panel value="waves">
        <Waves campaign={campaign} />
      </Tabs.Panel>
    </Tabs>
  );
}

function NobodyYet({ status }: { status: ReplyOf<'getCampaign'>['status'] }) {
  if (status === 'CANCELLED') return null;
  const isDraft = status === 'DRAFT';
  return (
    <EmptyState title={isDraft ? 'This is a draft' : 'Nobody has got it yet'}>
      {isDraft
        ? 'Once it is sent, its progress, its recipients and its report are here.'
        : 'When it starts, its audience is written down, and its progress is here.'}
    </EmptyState>
  );
}
