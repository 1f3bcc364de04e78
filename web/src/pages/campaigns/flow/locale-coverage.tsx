import { Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../../queries.ts';
import { localeName } from '../../../ui/locales.ts';
import { count } from '../../../ui/times.tsx';
import { WideTable } from '../../../ui/wide-table.tsx';

/** The audience by language, and whether a variant speaks it. */
export function LocaleCoverage({ id }: { id: string }) {
  const { data } = useQuery(reading('getLocaleCoverage', { path: { id } }));
  if (!data || data.length === 0) return null;
  return (
    <section>
      <Title order={2} size="sm" mb={4}>
        Languages of the audience
      </Title>
      <WideTable label="Languages of the audience" miw={360} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Language</Table.Th>
            <Table.Th ta="right">People</Table.Th>
            <Table.Th>They get</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.map(({ locale, count: people, hasTemplate }) => (
            <Table.Tr key={locale ?? 'none'}>
              <Table.Td>{localeName(locale)}</Table.Td>
              <Table.Td ta="right" className="figure">
                {count(people)}
              </Table.Td>
              <Table.Td>
                {hasTemplate && locale !== null ? 'their own variant' : 'the version for everybody'}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </section>
  );
}
