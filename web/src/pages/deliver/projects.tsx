import { Badge, Group, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ButtonLink, TextLink } from '../../ui/text-link.tsx';
import { count, When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import type { Project, RateSpan } from './project-fields.ts';

// A tenant has 100 at most.
const ALL = { query: { limit: 100 } };

/** The senders of the tenant, each with its way out. */
export function Projects() {
  const { tenant } = useMe();
  const list = useQuery(reading('listProjects', ALL));
  const projects = list.data?.data;
  const mayChange = tenant.role !== 'viewer';
  return (
    <>
      <PageHead title="Projects" about="Senders, each with its address, SMTP server and limits">
        {mayChange && <ButtonLink to="/projects/new">New project</ButtonLink>}
      </PageHead>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={200} />}
      {projects?.length === 0 && (
        <EmptyState title="No project yet">
          Mail goes by the relay of this instance, in its name. A project brings an SMTP server and
          a sender of your own: Postmark, Amazon SES, your company’s mail server.
        </EmptyState>
      )}
      {projects && projects.length > 0 && (
        <WideTable label="Projects" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Sender</Table.Th>
              <Table.Th>Server</Table.Th>
              <Table.Th>Limits</Table.Th>
              <Table.Th>Changed</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {projects.map((project) => (
              <Row key={project.id} project={project} />
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </>
  );
}

function Row({ project }: { project: Project }) {
  const { id, name, isDefault, fromName, fromEmail, host, port, rateLimit, updatedAt } = project;
  return (
    <Table.Tr>
      <Table.Td maw={260}>
        <Group gap="xs">
          <TextLink to="/projects/$id" params={{ id }} fw={500}>
            {name}
          </TextLink>
          {isDefault && (
            <Badge variant="light" tt="none" color="gray" c="var(--mantine-color-text)">
              Default
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td maw={260}>
        <Text size="sm">{fromName ?? fromEmail ?? 'The instance’s'}</Text>
        {fromName && fromEmail && (
          <Text size="xs" c="dimmed">
            {fromEmail}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm">{host ? `${host}:${port}` : 'The instance’s relay'}</Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" className="figure">
          {limitsInWords(rateLimit)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">
          <When at={updatedAt} />
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

const SPANS: Record<RateSpan, string> = {
  perSecond: 'second',
  perMinute: 'minute',
  perHour: 'hour',
  perDay: 'day',
};

function limitsInWords(limits: Project['rateLimit']): string {
  const words = (Object.keys(SPANS) as RateSpan[]).flatMap((span) =>
    limits[span] === undefined ? [] : [`${count(limits[span])} a ${SPANS[span]}`],
  );
  return words.join(', ') || 'None';
}
