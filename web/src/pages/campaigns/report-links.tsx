import { Anchor, Table, Text, Title } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { count, share } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';

/** The links of the message by how often they were followed. */
export function ReportLinks({ report }: { report: ReplyOf<'getCampaignReport'> }) {
  const { links, tracking, engagement } = report;
  if (!tracking.clicks && links.length === 0) return null;
  return (
    <section>
      <Title order={2} mb="xs">
        Clicks per link
      </Title>
      {links.length === 0 && (
        <Text size="sm" c="dimmed">
          No link was followed yet.
        </Text>
      )}
      {links.length > 0 && (
        <WideTable label="Clicks per link">
          <Table.Thead>
            <Table.Tr>
              <Table.Th miw={220}>Link</Table.Th>
              <Table.Th ta="right">People</Table.Th>
              <Table.Th ta="right">Of those who clicked</Table.Th>
              <Table.Th ta="right">Clicks</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {links.map(({ id, url, clicks, uniqueClicks }) => (
              <Table.Tr key={id}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  <Target url={url} />
                </Table.Td>
                <Table.Td ta="right" className="figure">
                  {count(uniqueClicks)}
                </Table.Td>
                <Table.Td ta="right" className="figure">
                  {share(uniqueClicks, engagement.uniqueClicks)}
                </Table.Td>
                <Table.Td ta="right" className="figure">
                  {count(clicks)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </section>
  );
}

/** An address from data: a link only when it is one of the web. */
function Target({ url }: { url: string }) {
  if (!/^https?:\/\//i.test(url)) return <>{url}</>;
  return (
    <Anchor href={url} target="_blank" rel="noreferrer noopener" size="sm">
      <Text span inherit lineClamp={2} title={url}>
        {url}
      </Text>
    </Anchor>
  );
}
