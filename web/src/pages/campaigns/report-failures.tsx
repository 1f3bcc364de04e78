import { Table, Text } from '@mantine/core';
import { count } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { failureMeaning } from './failure-meaning.ts';
import { type Report, ReportSection } from './report-section.tsx';

/** Why people didn't get it, by what the server said. */
export function ReportFailures({ id, report: { failures } }: { id: string; report: Report }) {
  if (failures.length === 0) return null;
  return (
    <ReportSection id={id} title="Why messages failed" state="failed" link="Show whose">
      <WideTable label="Why messages failed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Code</Table.Th>
            <Table.Th>What it means</Table.Th>
            <Table.Th>What the server said</Table.Th>
            <Table.Th ta="right">Messages</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {failures.map(({ code, reply, count: number }) => (
            <Table.Tr key={code ?? ''}>
              <Table.Td className="figure">{code ?? '–'}</Table.Td>
              <Table.Td maw={280}>{failureMeaning(code, reply)}</Table.Td>
              <Table.Td maw={360} style={{ overflowWrap: 'anywhere' }}>
                <Text size="sm" c="dimmed" lineClamp={2} title={reply ?? undefined}>
                  {reply ?? '–'}
                </Text>
              </Table.Td>
              <Table.Td ta="right" className="figure">
                {count(number)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </ReportSection>
  );
}
