import { Table, Text } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { count, When } from '../../ui/times.tsx';

/** One campaign in the list; whoever may write goes on with a draft where it was left. */
export function CampaignRow({
  campaign,
  canWrite,
}: {
  campaign: ReplyOf<'getCampaign'>;
  canWrite: boolean;
}) {
  const { id, name, status, stats, scheduledAt, startedAt, finishedAt, createdAt } = campaign;
  const to = canWrite && status === 'DRAFT' ? '/campaigns/$id/edit' : '/campaigns/$id';
  return (
    <Table.Tr>
      <Table.Td>
        <TextLink to={to} params={{ id }} search={{}} fw={500}>
          <bdi>{name}</bdi>
        </TextLink>
      </Table.Td>
      <Table.Td>
        <StatusBadge status={status} />
      </Table.Td>
      <Table.Td ta="right" className="figure">
        {stats.audience > 0 ? `${count(stats.sent)} of ${count(stats.audience)}` : '–'}
      </Table.Td>
      <Table.Td>
        <Text size="sm">
          {status === 'SCHEDULED' ? (
            <>
              for <When at={scheduledAt} />
            </>
          ) : (
            <When at={finishedAt ?? startedAt ?? createdAt} />
          )}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
