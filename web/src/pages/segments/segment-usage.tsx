import { List, Paper, Text, Title } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { TextLink } from '../../ui/text-link.tsx';

export type Usage = ReplyOf<'getSegment'>['usage'];

export function isUsed({ segments, campaigns }: Usage): boolean {
  return segments.length + campaigns.length > 0;
}

/** The campaigns that are not over, and the segments, that ask for it. */
export function SegmentUsage({ usage }: { usage: Usage }) {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="xs">
        Used by
      </Title>
      {isUsed(usage) ? (
        <UsageList usage={usage} />
      ) : (
        <Text size="sm" c="dimmed">
          No other segment, and no campaign that is not over.
        </Text>
      )}
    </Paper>
  );
}

export function UsageList({ usage: { segments, campaigns } }: { usage: Usage }) {
  return (
    <List size="sm">
      {campaigns.map(({ id, name }) => (
        <List.Item key={id}>
          the campaign{' '}
          <TextLink to="/campaigns/$id" params={{ id }} underline="always">
            {name}
          </TextLink>
        </List.Item>
      ))}
      {segments.map(({ id, name }) => (
        <List.Item key={id}>
          the segment{' '}
          <TextLink to="/segments/$id" params={{ id }} underline="always">
            {name}
          </TextLink>
        </List.Item>
      ))}
    </List>
  );
}
