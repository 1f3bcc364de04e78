import { Table, Text } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { count, When } from '../../ui/times.tsx';

type Campaign = ReplyOf<'getCampaign'>;

/** One campaign in the list; whoever may write goes on with a draft where it was left. */
export function CampaignRow({ campaign, canWrite }: { campaign: Campaign; canWrite: boolean }) {
  const { id, name, status, stats } = campaign;
  const to = canWrite && status === 'DRAFT' ? '/campaigns/$id/edit' : '/campaigns/$id';
  return (
    <Table.Tr>
      <Table.Td>
        <TextLink to={to} params={{ id }} search={{}} fw={500}>
          <bdi>{name}</bdi>
        </TextLink>
      </Table.Td>
      <Table.Td>
        <StatusBadge campaign={campaign} />
      </Table.Td>
      <Table.Td ta="right" className="figure">
        {stats.audience > 0 ? `${count(stats.sent)} of ${count(stats.audience)}` : '–'}
      </Table.Td>
      <Table.Td>
        <Text size="sm">
          <LastTime campaign={campaign} />
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

/** The time that says most of a campaign in its state. */
function LastTime({ campaign }: { campaign: Campaign }) {
  const { status, scheduledAt, startedAt, finishedAt, updatedAt, createdAt } = campaign;
  if (status === 'SCHEDULED') {
    return (
      <>
        for <When at={scheduledAt} />
      </>
    );
  }
  if (status === 'DRAFT') {
    return (
      <>
        edited <When at={updatedAt} />
      </>
    );
  }
  return <When at={finishedAt ?? startedAt ?? createdAt} />;
}
