import './deliver.css';
import { Table } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { WideTable } from '../../ui/wide-table.tsx';

type Line = ReplyOf<'verifyProject'>['lines'][number];

const SPEAKER: Record<Line['from'], string> = {
  pressrun: 'Pressrun →',
  relay: '← Server',
  note: 'Note',
};

/** An SMTP conversation line by line; who speaks is said in words. */
export function Conversation({ lines }: { lines: Line[] }) {
  return (
    <WideTable label="Conversation" verticalSpacing={4} className="conversation">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={120}>Who</Table.Th>
          <Table.Th>What was said</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map(({ from, text }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing else, and none moves
          <Table.Tr key={at} data-from={from}>
            <Table.Th scope="row" fw={500}>
              {SPEAKER[from]}
            </Table.Th>
            <Table.Td>{from === 'note' ? text : <code>{text}</code>}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
