import { Group, List, Stack, Text } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { count } from '../../ui/times.tsx';

type Receipt = ReplyOf<'importSuppressions'>;

const SHOWN = 100;

/** What an import of addresses came to, and which rows were wrong. */
export function SuppressionReceipt({ receipt }: { receipt: Receipt }) {
  const { created, strengthened, unchanged, failed, errors } = receipt;
  return (
    <Stack gap="sm">
      <Group gap="lg" role="status">
        <Figure value={created} label="added" />
        <Figure value={strengthened} label="have a stronger reason now" />
        <Figure value={unchanged} label="were there already" />
        <Figure value={failed} label="could not be added" />
      </Group>
      {errors.length > 0 && (
        <List size="sm" spacing={4}>
          {errors.slice(0, SHOWN).map(({ row, email, message }) => (
            <List.Item key={row} className="breakable">
              Row {count(row)}, {email || 'empty'}: {message}
            </List.Item>
          ))}
        </List>
      )}
      {failed > SHOWN && (
        <Text size="sm" c="dimmed">
          The first {SHOWN} of {count(failed)} are shown.
        </Text>
      )}
    </Stack>
  );
}

function Figure({ value, label }: { value: number; label: string }) {
  if (value === 0 && label !== 'added') return null;
  return (
    <Text size="sm">
      <Text span fw={600} className="figure">
        {count(value)}
      </Text>{' '}
      {label}
    </Text>
  );
}
