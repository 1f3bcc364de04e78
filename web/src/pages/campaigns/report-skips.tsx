import { Table } from '@mantine/core';
import { count } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { type Report, ReportSection } from './report-section.tsx';

const MEANINGS: Record<string, string> = {
  suppressed: 'Suppressed before their turn came',
  unsubscribed: 'Unsubscribed before their turn came',
  erased: 'Erased before their turn came',
  passed: 'Their time had passed when it was sent',
};

/** Who was in the audience, and wasn't sent it. */
export function ReportSkips({ id, report: { skips } }: { id: string; report: Report }) {
  if (skips.length === 0) return null;
  return (
    <ReportSection id={id} title="Why people were skipped" state="skipped" link="Show whom">
      <WideTable label="Why people were skipped" miw={320}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Reason</Table.Th>
            <Table.Th ta="right">People</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {skips.map(({ reason, count: number }) => (
            <Table.Tr key={reason}>
              <Table.Td>{MEANINGS[reason] ?? reason}</Table.Td>
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
