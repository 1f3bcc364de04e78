import { Button, Collapse, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReplyOf } from '../../api.ts';
import { count } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { pointLabel } from './point-label.ts';

type Timeline = ReplyOf<'getCampaignReport'>['timeline'];

const COLUMNS = [
  ['sent', 'Sent'],
  ['failed', 'Failed'],
  ['opens', 'Opens'],
  ['uniqueOpens', 'First opens'],
  ['clicks', 'Clicks'],
  ['uniqueClicks', 'First clicks'],
  ['unsubscribed', 'Unsubscribed'],
] as const;

/** The numbers of the chart; rows of zeros are left out. */
export function OverTimeTable({ timeline: { unit, points } }: { timeline: Timeline }) {
  const [isOpen, { toggle }] = useDisclosure();
  const rows = points.filter((point) => COLUMNS.some(([key]) => point[key] > 0));
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        mt="xs"
        color="gray"
        c="dimmed"
        aria-expanded={isOpen}
        onClick={toggle}
      >
        {isOpen ? 'Hide the table' : 'Show as a table'}
      </Button>
      <Collapse expanded={isOpen}>
        <WideTable label="Over time" verticalSpacing="xs" mt="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{unit === 'hour' ? 'Hour' : 'Day'}</Table.Th>
              {COLUMNS.map(([key, label]) => (
                <Table.Th key={key} ta="right">
                  {label}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((point) => (
              <Table.Tr key={point.at}>
                <Table.Td>{pointLabel(point.at, unit)}</Table.Td>
                {COLUMNS.map(([key]) => (
                  <Table.Td key={key} ta="right" className="figure">
                    {count(point[key])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      </Collapse>
    </>
  );
}
