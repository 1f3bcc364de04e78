import { Text, Title } from '@mantine/core';
import { ContactTable } from '../contacts/contact-table.tsx';
import type { useCount } from './use-count.ts';

/** Some of those who match, as the filter stands now. */
export function SampleContacts({
  counted: { all, isStale },
}: {
  counted: ReturnType<typeof useCount>;
}) {
  if (!all.data || all.error) return null;
  const { count, sample = [] } = all.data;
  return (
    <section>
      <Title order={2} mt="lg" mb="xs">
        {sample.length < count ? 'The newest of them' : 'Who matches'}
      </Title>
      {count === 0 && (
        <Text size="sm" c="dimmed">
          Nobody does now.
        </Text>
      )}
      {count > 0 && sample.length === 0 && (
        <Text size="sm" c="dimmed">
          Finding them takes too long; the number is known all the same.
        </Text>
      )}
      {sample.length > 0 && (
        <div style={{ opacity: isStale ? 0.5 : 1 }}>
          <ContactTable contacts={sample} label="Contacts that match" />
        </div>
      )}
    </section>
  );
}
