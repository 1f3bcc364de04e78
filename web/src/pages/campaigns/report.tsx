import { Skeleton, Stack } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { ReplyOf } from '../../api.ts';
import { reading } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ZONE } from '../../ui/times.tsx';
import { CHART_HEIGHT } from './chart-height.ts';
import { ReportFailures } from './report-failures.tsx';
import { ReportFigures } from './report-figures.tsx';
import { ReportLinks } from './report-links.tsx';
import { ReportSkips } from './report-skips.tsx';

// The library of charts is as large as the rest of the dashboard: it comes when there is something to draw.
const OverTime = lazy(() => import('./over-time.tsx'));

/** What came of a campaign: who got it, who read it, and who didn't get it and why. */
export function Report({ campaign }: { campaign: ReplyOf<'getCampaign'> }) {
  const { id, status } = campaign;
  const { data, error, refetch } = useQuery({
    ...reading('getCampaignReport', { path: { id }, query: { timezone: ZONE } }),
    placeholderData: keepPreviousData,
    refetchInterval: status === 'SENDING' ? 5_000 : 30_000,
  });
  if (!data) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={420} />;
  }
  return (
    <Stack gap="xl">
      <ReportFigures report={data} stats={campaign.stats} />
      {data.timeline.points.length > 0 && (
        <Suspense fallback={<Skeleton h={CHART_HEIGHT + 40} />}>
          <OverTime report={data} />
        </Suspense>
      )}
      <ReportLinks report={data} />
      <ReportFailures id={id} report={data} />
      <ReportSkips id={id} report={data} />
    </Stack>
  );
}
