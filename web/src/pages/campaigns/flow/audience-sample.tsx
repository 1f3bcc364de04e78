import { Table, Text, Title } from '@mantine/core';
import { localeName } from '../../../ui/locales.ts';
import { WideTable } from '../../../ui/wide-table.tsx';
import type { Contact } from './campaign.ts';

/** Some of the people, the newest first: enough to see whether the conditions mean what was meant. */
export function AudienceSample({ contacts }: { contacts: Contact[] }) {
  return (
    <section>
      <Title order={2} size="sm" mb={4}>
        {contacts.length === 10 ? 'Ten of them' : 'Who they are'}
      </Title>
      <WideTable label="Some of the audience" verticalSpacing={6} miw={420}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Address</Table.Th>
            <Table.Th>Language</Table.Th>
            <Table.Th>Attributes</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {contacts.map(({ id, email, locale, attributes, suppressedAt }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <bdi>{email}</bdi>
                {suppressedAt && (
                  <Text size="xs" c="dimmed">
                    suppressed: gets nothing
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{locale === null ? '–' : localeName(locale)}</Table.Td>
              <Table.Td>
                <Text size="xs" c="dimmed" lineClamp={2}>
                  <bdi>{inWords(attributes)}</bdi>
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </section>
  );
}

/** The first few; a contact may have 8 KiB of them. */
function inWords(attributes: Record<string, unknown>): string {
  const shown = Object.entries(attributes)
    .slice(0, 4)
    .map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
  return shown.join(', ').slice(0, 200) || '–';
}
