import { SimpleGrid, Stack } from '@mantine/core';
import { useMe } from '../../session.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Attention } from './attention.tsx';
import { FirstSteps } from './first-steps.tsx';
import { InFlight } from './in-flight.tsx';
import { MailByDay } from './mail-by-day.tsx';
import { Quota } from './quota.tsx';
import { Scheduled } from './scheduled.tsx';
import { useCampaignsNow } from './use-campaigns-now.ts';

/** What goes on now, what needs somebody, what comes next, and what the last weeks were like. */
export function Overview() {
  const { tenant } = useMe();
  const now = useCampaignsNow();
  return (
    <>
      <PageHead title="Overview" about={tenant.name} />
      <Stack gap="md">
        <ErrorNotice error={now.error} />
        <FirstSteps />
        <Attention now={now} />
        <InFlight now={now} />
        <MailByDay />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Scheduled campaigns={now.scheduled} />
          <Quota />
        </SimpleGrid>
      </Stack>
    </>
  );
}
