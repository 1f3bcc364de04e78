import { Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useMe } from '../../session.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { groupOf, languageName } from './languages.ts';
import { VersionBadge, type VersionSummary } from './version-badge.tsx';
import { VersionDialog, type VersionTask } from './version-dialog.tsx';
import { VersionMenu } from './version-menu.tsx';

/** The versions, newest first; the languages of one stand below it. */
export function Versions({ versions }: { versions: VersionSummary[] }) {
  const [task, setTask] = useState<VersionTask | null>(null);
  const { tenant } = useMe();
  return (
    <>
      <WideTable label="Versions" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th>Language</Table.Th>
            <Table.Th>Changed</Table.Th>
            {tenant.role !== 'viewer' && <Table.Th aria-label="What can be done" />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {inGroups(versions).map((version) => (
            <Row key={version.id} version={version}>
              {tenant.role !== 'viewer' && (
                <Table.Td ta="right">
                  <VersionMenu version={version} onChoose={setTask} />
                </Table.Td>
              )}
            </Row>
          ))}
        </Table.Tbody>
      </WideTable>
      {task && <VersionDialog task={task} versions={versions} onClose={() => setTask(null)} />}
    </>
  );
}

function Row({ version, children }: { version: VersionSummary; children: ReactNode }) {
  const { id, templateId, number, status, subject, locale, updatedAt, publishedAt } = version;
  return (
    <Table.Tr>
      <Table.Td maw={420} pl={isVariant(version) ? 'xl' : undefined}>
        <TextLink
          to="/templates/$id/versions/$versionId"
          params={{ id: templateId, versionId: id }}
          fw={500}
        >
          Version {number}
        </TextLink>
        <Text size="xs" c="dimmed" truncate>
          {subject}
        </Text>
      </Table.Td>
      <Table.Td>
        <VersionBadge isPublished={status === 'PUBLISHED'} />
      </Table.Td>
      <Table.Td>{languageName(locale)}</Table.Td>
      <Table.Td>
        <Text size="sm">
          <When at={publishedAt ?? updatedAt} />
        </Text>
      </Table.Td>
      {children}
    </Table.Tr>
  );
}

function isVariant(version: VersionSummary): boolean {
  return groupOf(version) !== version.id;
}

/** The newest group first, and its base before its variants. */
function inGroups(versions: VersionSummary[]): VersionSummary[] {
  const groups = Map.groupBy(versions, groupOf);
  return [...groups.values()].flatMap((group) =>
    group.toSorted((a, b) => Number(isVariant(a)) - Number(isVariant(b)) || b.number - a.number),
  );
}
