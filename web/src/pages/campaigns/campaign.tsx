import { Skeleton, Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { CampaignActions } from './campaign-actions.tsx';
import { CampaignNotes } from './campaign-notes.tsx';
import { CampaignTabs } from './campaign-tabs.tsx';
import { CampaignTimes } from './campaign-times.tsx';
import { Standing } from './standing.tsx';
import { useCampaign } from './use-progress.ts';

/** One campaign: where it stands, what can be done, who got it, and what came of it. */
export function Campaign() {
  const { id } = useParams({ from: '/shell/campaigns/$id' });
  const { data: campaign, error, refetch } = useCampaign(id);
  if (!campaign) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={280} />;
  }
  return (
    <>
      <PageHead title={campaign.name} about={<CampaignTimes campaign={campaign} />}>
        <CampaignActions campaign={campaign} />
      </PageHead>
      <Stack>
        <CampaignNotes campaign={campaign} />
        {campaign.stats.audience > 0 && <Standing campaign={campaign} />}
        <CampaignTabs campaign={campaign} />
      </Stack>
    </>
  );
}
