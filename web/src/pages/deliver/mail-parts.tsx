import { Anchor, Stack, Table, Text } from '@mantine/core';
import { WideTable } from '../../ui/wide-table.tsx';
import { linksIn } from './mail-links.ts';
import type { OutboxMail } from './outbox-search.ts';

/** Where a message leads: to be followed from here, for the rendered one lets nobody out. */
export function MailLinks({ mail }: { mail: OutboxMail }) {
  const links = linksIn(mail.html ?? '');
  if (links.length === 0) return <Text c="dimmed">There is no link in it.</Text>;
  return (
    <WideTable label="Links">
      <Table.Thead>
        <Table.Tr>
          <Table.Th className="wide-column">Text</Table.Th>
          <Table.Th className="wide-column">Leads to</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {links.map(({ text, url, isWeb }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same link may stand there twice, and none moves
          <Table.Tr key={at}>
            <Table.Td maw={240} className="breakable" dir="auto">
              {text || '(a picture)'}
            </Table.Td>
            <Table.Td maw={520} className="breakable">
              {isWeb ? (
                <Anchor href={url} target="_blank" rel="noopener noreferrer" size="sm">
                  {url}
                </Anchor>
              ) : (
                <code className="as-said">{url}</code>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

export function MailHeaders({ mail: { headers } }: { mail: OutboxMail }) {
  return (
    <WideTable label="Headers" miw={0}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Value</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {headers.map(({ name, value }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header may stand there twice, and none moves
          <Table.Tr key={at}>
            <Table.Th scope="row" fw={500} className="header-name">
              {name}
            </Table.Th>
            <Table.Td>
              <code className="as-said">{value}</code>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

export function MailSource({ mail: { source, size } }: { mail: OutboxMail }) {
  const kilobytes = size < 1_000 ? `${size} bytes` : `${(size / 1_000).toFixed(1)} kB`;
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {kilobytes}, as it went over the wire
        {source.length < size / 2 && '; the beginning of it'}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached (WCAG 2.1.1) */}
      <pre className="as-written tall" tabIndex={0}>
        {source}
      </pre>
    </Stack>
  );
}
