import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { call, type ReplyOf } from '../../api.ts';
import { reading, refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { count, ZONE } from '../../ui/times.tsx';

type Campaign = ReplyOf<'getCampaign'>;

/** Messages that may have been accepted without our knowing: a person decides what becomes of them. */
export function Doubts({ campaign: { id, status, stats } }: { campaign: Campaign }) {
  const { tenant } = useMe();
  const report = useQuery(
    reading('getCampaignReport', { path: { id }, query: { timezone: ZONE } }),
  );
  const resolve = async (action: 'resend' | 'leave') => {
    await call('resolveUnknown', { path: { id }, body: { action } });
    await refresh('getCampaign', 'listRecipients', 'getCampaignReport', 'listCampaigns');
  };
  const leave = useMutation({ mutationFn: () => resolve('leave') });
  const open = report.data?.doubts.open ?? stats.unknown;
  if (report.isPending || open === 0) return null;
  const what = open === 1 ? 'One message is in doubt' : `${count(open)} messages are in doubt`;
  return (
    <Alert color="orange" variant="light" title={what}>
      <Text size="sm" mb="sm" maw={640}>
        The connection broke after the message was handed over and before the server answered, so it
        may have arrived. Sent again, some people may get it twice; left, some may never get it.
      </Text>
      <ErrorNotice error={leave.error} />
      {tenant.role !== 'viewer' && (
        <Group gap="xs">
          {status !== 'CANCELLED' && (
            <ConfirmButton
              label="Send again…"
              title="Send what is in doubt again?"
              confirm="Send again"
              size="xs"
              c="var(--mantine-color-text)"
              act={() => resolve('resend')}
            >
              <Text size="sm">
                {count(open)} {open === 1 ? 'person' : 'people'} will be sent it once more, with the
                same Message-ID, so that mail programs which look at it show one copy. Some may see
                two.
              </Text>
            </ConfirmButton>
          )}
          <Button
            size="xs"
            variant="default"
            loading={leave.isPending}
            onClick={() => leave.mutate()}
          >
            Leave them
          </Button>
        </Group>
      )}
    </Alert>
  );
}
