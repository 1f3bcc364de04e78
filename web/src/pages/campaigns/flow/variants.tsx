import { List, Text, Title } from '@mantine/core';
import { localeName } from '../../../ui/locales.ts';
import type { Version } from './campaign.ts';

/** Who gets which language, where a version has variants. */
export function Variants({ variants }: { variants: Version[] }) {
  const [base, ...others] = variants;
  if (!base || others.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Everybody gets this version. Variants of it in other languages would go to who reads them.
      </Text>
    );
  }
  return (
    <section>
      <Title order={2} size="sm" mb={4}>
        Languages
      </Title>
      <List size="sm" spacing={2}>
        {others.map(({ id, locale, number }) => (
          <List.Item key={id}>
            {localeName(locale)}: version {number}
          </List.Item>
        ))}
        <List.Item>Everybody else: version {base.number}</List.Item>
      </List>
    </section>
  );
}
