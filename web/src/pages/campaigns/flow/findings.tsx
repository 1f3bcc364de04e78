import { Badge, Group, List, Paper, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../../queries.ts';
import { ButtonLink } from '../../../ui/text-link.tsx';
import type { Finding } from './campaign.ts';
import { MENDS } from './mend.ts';

/** What a pre-flight found, each with what to do and the way there. */
export function Findings({ id, findings }: { id: string; findings: Finding[] }) {
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {findings.map((finding, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a code may come more than once, in this order
        <li key={`${finding.code} ${i}`}>
          <OneFinding id={id} finding={finding} />
        </li>
      ))}
    </Stack>
  );
}

function OneFinding({ id, finding }: { id: string; finding: Finding }) {
  const { code, severity, message, action } = finding;
  const isBlocking = severity === 'blocking';
  const mend = MENDS[code];
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ flex: '1 1 260px', minWidth: 0 }}>
          <Badge
            variant="light"
            tt="none"
            color={isBlocking ? 'red' : 'yellow'}
            c="var(--mantine-color-text)"
            mb={4}
          >
            {isBlocking ? 'Blocks sending' : 'Warning'}
          </Badge>
          <Text size="sm" fw={500}>
            {message}.
          </Text>
          <Text size="sm" c="dimmed">
            {mend.action ?? action}
          </Text>
          <Sample finding={finding} />
        </div>
        <MendLink id={id} code={code} />
      </Group>
    </Paper>
  );
}

/** Addresses of links and images; ids of contacts tell a reader nothing. */
function Sample({ finding: { code, sample = [] } }: { finding: Finding }) {
  if (sample.length === 0 || code === 'variables_missing') return null;
  return (
    <List size="xs" mt={4} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {sample.map((one) => (
        <List.Item key={one}>{one || '(empty)'}</List.Item>
      ))}
    </List>
  );
}

function MendLink({ id, code }: { id: string; code: Finding['code'] }) {
  const { step, page, label } = MENDS[code];
  const templateId = useQuery(reading('getCampaign', { path: { id } })).data?.templateId;
  if (step) {
    return (
      <ButtonLink
        size="compact-sm"
        variant="default"
        to="/campaigns/$id/edit"
        params={{ id }}
        search={{ step }}
      >
        {label}
      </ButtonLink>
    );
  }
  if (page === 'template') {
    return (
      <ButtonLink
        size="compact-sm"
        variant="default"
        to={templateId ? '/templates/$id' : '/templates'}
        params={{ id: templateId ?? '' }}
      >
        {label}
      </ButtonLink>
    );
  }
  return (
    <ButtonLink size="compact-sm" variant="default" to={page!}>
      {label}
    </ButtonLink>
  );
}
