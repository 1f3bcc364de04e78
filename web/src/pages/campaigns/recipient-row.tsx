import { Group, Table, Text } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { MESSAGE_STATES, Swatch } from '../../ui/campaign-progress.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import { RetryRecipient } from './retry-recipient.tsx';

type Recipient = ReplyOf<'listRecipients'>['data'][number];

/** One person's copy. */
export function RecipientRow({
  campaign,
  recipient,
}: {
  campaign: ReplyOf<'getCampaign'>;
  recipient: Recipient;
}) {
  const { id, contactId, email, status, reason, attempts, finishedAt, nextAttemptAt } = recipient;
  const look = MESSAGE_STATES.find(({ state }) => state.toUpperCase() === status);
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {email && contactId ? (
          <TextLink to="/contacts/$id" params={{ id: contactId }} size="sm">
            {email}
          </TextLink>
        ) : (
          (email ?? 'erased')
        )}
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          {look && <Swatch color={look.color} />}
          {look?.label ?? status}
        </Group>
      </Table.Td>
      <Table.Td maw={420}>
        <Text size="sm" lineClamp={2} title={reason ?? undefined}>
          {reason ?? '–'}
        </Text>
        {attempts > 1 && (
          <Text size="xs" c="dimmed">
            {attempts} attempts
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {nextAttemptAt && 'again '}
        <When at={finishedAt ?? nextAttemptAt} />
      </Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <RetryRecipient campaign={campaign} recipient={recipient} />
          <TextLink
            to="/emails/$id"
            size="sm"
            params={{ id }}
            aria-label={`Open the message to ${email ?? 'somebody erased'}`}
          >
            Open
          </TextLink>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
