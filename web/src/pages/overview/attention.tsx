import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ButtonLink } from '../../ui/text-link.tsx';
import { attentionItems, type Item } from './attention-items.ts';
import { Panel } from './panel.tsx';
import type { CampaignsNow } from './use-campaigns-now.ts';
import { useOpenDoubts } from './use-open-doubts.ts';

const EVERY_MS = 30_000;

/** What somebody should look at, each with what to do; not there when nothing is. */
export function Attention({ now }: { now: CampaignsNow }) {
  const { tenant } = useMe();
  const about = useQuery({
    ...reading('getTenant', { path: { id: tenant.id } }),
    refetchInterval: EVERY_MS,
  });
  const endpoints = useQuery({
    ...reading('listWebhookEndpoints', {}),
    refetchInterval: EVERY_MS,
    // Those of others may not see them.
    enabled: tenant.role === 'owner',
  });
  const projects = useQuery(reading('listProjects', {}));
  const doubts = useOpenDoubts(now);
  const items = attentionItems({
    now,
    doubts,
    tenant: about.data,
    endpoints: endpoints.data?.data,
    projects: projects.data?.meta.total,
  });
  if (items.length === 0) return null;
  return (
    <Panel title="Needs attention" style={{ borderColor: 'var(--mantine-color-orange-5)' }}>
      <Stack gap="md" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {items.map((item) => (
          <One key={item.key} item={item} />
        ))}
      </Stack>
    </Panel>
  );
}

function One({ item: { title, text, action, link } }: { item: Item }) {
  return (
    <li>
      <Group justify="space-between" gap="xs">
        <div style={{ flex: '1 1 260px', minWidth: 0 }}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {text}
          </Text>
        </div>
        <ButtonLink size="xs" variant="default" {...link}>
          {action}
        </ButtonLink>
      </Group>
    </li>
  );
}
