import { Alert, Button, Collapse, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import type { FileHead, Reading } from './file-head.ts';
import { ConsentOptions, type Defaults, NO_DEFAULTS, ReadingOptions } from './import-options.tsx';
import type { ImportQuery } from './import-type.ts';
import { type ColumnPlan, departedIn, faultOf, mappingOf, planOf } from './mapping.ts';
import { MappingList } from './mapping-list.tsx';
import { UploadProgress } from './upload-progress.tsx';
import { useUpload } from './use-upload.ts';

const bytes = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** What is to become of a file that was chosen. */
export function PlanImport({
  file,
  head,
  wanted,
  onWanted,
  onOther,
}: {
  file: File;
  head: FileHead;
  wanted: Reading;
  onWanted: (wanted: Reading) => void;
  onOther: () => void;
}) {
  const [plans, setPlans] = useState(() => planOf(head));
  const [defaults, setDefaults] = useState(NO_DEFAULTS);
  const [isMore, more] = useDisclosure();
  const { sending, share, stop } = useUpload();
  const hasAddress = head.isBare || plans.some(({ target }) => target === 'email');
  const isReady = hasAddress && (head.isBare || plans.every((plan) => !faultOf(plan, plans)));
  const send = (dryRun: boolean) => {
    const query = queryOf(file, head, wanted, plans, defaults);
    sending.mutate({ file, head, query: { ...query, dryRun } });
  };
  if (sending.isPending) return <UploadProgress share={share} stop={stop} />;
  return (
    <Stack maw={860}>
      <Paper withBorder p="md">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>
            <bdi>{file.name}</bdi>{' '}
            <Text span size="sm" c="dimmed" fw={400}>
              {head.format === 'csv' ? 'CSV' : 'NDJSON'}, {sizeOf(file)}
            </Text>
          </Text>
          <Button size="compact-sm" variant="default" onClick={onOther}>
            Another file
          </Button>
        </Group>
      </Paper>
      <Paper withBorder p="md" component="section">
        <Title order={2} mb="xs">
          Columns
        </Title>
        {head.isBare ? (
          <Text size="sm">
            Each line is an address: {head.rows.flat().slice(0, 3).join(', ')} …
          </Text>
        ) : (
          <MappingList head={head} plans={plans} onChange={setPlans} />
        )}
        {!hasAddress && (
          <Text size="sm" c="red" mt="xs" role="alert">
            No column is the e-mail address yet: choose one.
          </Text>
        )}
        {plans.some(({ target }) => target === 'attribute') && (
          <Text size="sm" c="dimmed" mt="xs">
            Of contacts that are there already, the attributes are replaced as a whole by those of
            the file.
          </Text>
        )}
      </Paper>
      {departedIn(plans).map((column) => (
        <Alert key={column} color="orange" title={`“${column}” looks like people who left`}>
          An attribute keeps no mail away. Leave those rows out, or add their addresses to the{' '}
          <TextLink to="/suppressions">suppressions</TextLink>.
        </Alert>
      ))}
      <Paper withBorder p="md" component="section">
        <Title order={2} mb="xs">
          Consent
        </Title>
        <ConsentOptions
          value={defaults}
          onChange={(some) => setDefaults((now) => ({ ...now, ...some }))}
        />
      </Paper>
      <div>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          c="var(--mantine-color-text)"
          onClick={more.toggle}
          aria-expanded={isMore}
        >
          The text looks wrong?
        </Button>
        <Collapse expanded={isMore}>
          <Paper withBorder p="md" mt="xs">
            <ReadingOptions head={head} wanted={wanted} onChange={onWanted} />
          </Paper>
        </Collapse>
      </div>
      <ErrorNotice error={sending.error} />
      <Group>
        <Button disabled={!isReady} onClick={() => send(true)}>
          Try it first
        </Button>
        <Button variant="default" disabled={!isReady} onClick={() => send(false)}>
          Import now
        </Button>
        <Text size="sm" c="dimmed">
          Trying tells what would become of each row, and changes nothing.
        </Text>
      </Group>
    </Stack>
  );
}

function queryOf(
  file: File,
  head: FileHead,
  reading: Reading,
  plans: ColumnPlan[],
  { optIn, source, consentVersion }: Defaults,
): ImportQuery {
  return {
    ...reading,
    name: file.name.slice(0, 200),
    ...(head.isBare ? {} : { mapping: mappingOf(plans) }),
    ...(optIn !== 'keep' && { optIn: optIn === 'true' }),
    ...(source.trim() !== '' && { source: source.trim() }),
    ...(consentVersion.trim() !== '' && { consentVersion: consentVersion.trim() }),
  };
}

function sizeOf({ size }: File): string {
  if (size < 1_000) return `${size} bytes`;
  return size < 1_000_000 ? `${bytes.format(size / 1e3)} kB` : `${bytes.format(size / 1e6)} MB`;
}
