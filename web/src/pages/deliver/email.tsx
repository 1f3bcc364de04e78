import './deliver.css';
import { Alert, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { reading } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { When } from '../../ui/times.tsx';
import { EmailContent } from './email-content.tsx';
import { EmailEvents } from './email-events.tsx';
import { EmailFacts } from './email-facts.tsx';
import { LogBadge } from './log-badge.tsx';
import { LOG_STATUSES, type LogStatus } from './log-search.ts';

const OVER: LogStatus[] = ['SENT', 'DELIVERED', 'FAILED', 'SKIPPED', 'CANCELLED'];
const BAD: LogStatus[] = ['FAILED', 'BOUNCED', 'COMPLAINED', 'UNKNOWN'];

/** All that is known of one message. */
export function Email() {
  const { id } = useParams({ from: '/shell/emails/$id' });
  const query = reading('getEmailLog', { path: { id } });
  const {
    data: email,
    error,
    refetch,
  } = useQuery({
    ...query,
    refetchInterval: ({ state }) =>
      state.data && OVER.includes(state.data.status) ? 15_000 : 2_000,
  });
  if (!email) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={400} />;
  }
  const { subject, status, toEmail, reason, createdAt } = email;
  return (
    <>
      <PageHead
        title={subject || '(no subject)'}
        about={
          <>
            To {toEmail ?? 'an erased person'}, <When at={createdAt} />
          </>
        }
      >
        <LogBadge status={status} />
      </PageHead>
      <Stack>
        {reason && status !== 'SENT' && (
          <Alert
            color={BAD.includes(status) ? 'red' : 'yellow'}
            variant="light"
            title={LOG_STATUSES[status].about}
          >
            <code className="as-said">{reason}</code>
          </Alert>
        )}
        <EmailEvents email={email} />
        <EmailFacts email={email} />
        <EmailContent id={id} />
      </Stack>
    </>
  );
}
