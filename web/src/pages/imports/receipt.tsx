import { Alert, Group, Paper, Progress, SimpleGrid, Text } from '@mantine/core';
import { count } from '../../ui/times.tsx';
import { ImportBadge } from './import-badge.tsx';
import { type ContactImport, isUnderWay } from './import-type.ts';

/** What became of the rows so far, or would become of them. */
export function Receipt({ one }: { one: ContactImport }) {
  const { dryRun, created, updated, unchanged, failed, suppressed, rows, progress, reason } = one;
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <ImportBadge status={one.status} />
        <Text size="sm" c="dimmed" className="figure">
          {count(rows)} {rows === 1 ? 'row' : 'rows'} {isUnderWay(one) && `read, ${progress} %`}
        </Text>
      </Group>
      {isUnderWay(one) && <Progress value={progress} aria-label="Of the file" mb="md" animated />}
      {reason && (
        <Alert color="red" variant="light" mb="md" title="It stopped">
          {reason}
        </Alert>
      )}
      {dryRun && one.status === 'DONE' && (
        <Text size="sm" mb="sm">
          Nothing has changed yet. This is what the import would do:
        </Text>
      )}
      <SimpleGrid cols={{ base: 2, xs: 3, md: 5 }} spacing="md">
        <Figure label={dryRun ? 'New' : 'Created'} value={created} />
        <Figure label={dryRun ? 'Would change' : 'Updated'} value={updated} />
        <Figure label="Unchanged" value={unchanged} />
        <Figure label="Failed" value={failed} color={failed > 0 ? 'red' : undefined} />
        <Figure label="Suppressed" value={suppressed} />
      </SimpleGrid>
      {suppressed > 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          Suppressed ones are among the others: they are kept, and get nothing.
        </Text>
      )}
    </Paper>
  );
}

function Figure({
  label,
  value,
  color,
}: {
  label: string;
  value: number;
  color?: string | undefined;
}) {
  return (
    <div>
      <Text size="xl" fw={650} className="figure" {...(color && { c: color })}>
        {count(value)}
      </Text>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
    </div>
  );
}
