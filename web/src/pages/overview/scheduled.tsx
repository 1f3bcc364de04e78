import { Group, Stack, Text } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import { Panel } from './panel.tsx';

const MOST = 5;

/** What comes next. */
export function Scheduled({ campaigns }: { campaigns: ReplyOf<'getCampaign'>[] | undefined }) {
  const next = [...(campaigns ?? [])].sort((a, b) => (a.scheduledAt! < b.scheduledAt! ? -1 : 1));
  return (
    <Panel title="Scheduled">
      {campaigns && next.length === 0 && (
        <Text size="sm" c="dimmed">
          No campaign waits for its time.
        </Text>
      )}
      <Stack gap={6}>
        {next.slice(0, MOST).map(({ id, name, scheduledAt }) => (
          <Group key={id} justify="space-between" gap="xs">
            <TextLink to="/campaigns/$id" params={{ id }} size="sm">
              {name}
            </TextLink>
            <Text size="sm" c="dimmed">
              <When at={scheduledAt} />
            </Text>
          </Group>
        ))}
      </Stack>
      {next.length > MOST && (
        <TextLink
          to="/campaigns"
          search={{ status: 'SCHEDULED' }}
          size="sm"
          mt="xs"
          display="block"
        >
          All that are scheduled
        </TextLink>
      )}
    </Panel>
  );
}
