import { Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ContactTable } from '../contacts/contact-table.tsx';

/** Ten of those who are in a segment, as it was saved. */
export function SampleContacts({ id }: { id: string }) {
  const { data, error, isPending, refetch } = useQuery(
    reading('listSegmentContacts', { path: { id }, query: { limit: 10 } }),
  );
  return (
    <section>
      <Title order={2} mb="xs">
        Ten of them
      </Title>
      <ErrorNotice error={error} retry={() => refetch()} />
      {isPending && <Skeleton h={240} />}
      {data?.data.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody is in it now.
        </Text>
      )}
      {data && data.data.length > 0 && (
        <ContactTable contacts={data.data} label="Ten contacts of the segment" />
      )}
    </section>
  );
}
