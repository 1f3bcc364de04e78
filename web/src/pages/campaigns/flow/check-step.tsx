import { Alert, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { count, When } from '../../../ui/times.tsx';
import type { Preflight } from './campaign.ts';
import { Findings } from './findings.tsx';
import { LocaleCoverage } from './locale-coverage.tsx';
import type { Draft } from './use-draft.ts';
import { usePreflight } from './use-preflight.ts';

/** What to put right before it is sent. */
export function CheckStep({ draft }: { draft: Draft }) {
  const { data: preflight, error, isFetching, refetch } = usePreflight(draft);
  const { campaign } = draft;
  if (draft.error) return null;
  if (!preflight) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Checking />;
  }
  return (
    <Stack maw={820}>
      <ErrorNotice error={error} retry={() => refetch()} />
      <Verdict preflight={preflight} />
      <Findings id={campaign.id} findings={preflight.findings} />
      <Group gap="sm">
        <Button variant="default" loading={isFetching} onClick={() => refetch()}>
          Check again
        </Button>
        <Text size="sm" c="dimmed">
          Checked <When at={preflight.checkedAt} />
        </Text>
      </Group>
      {campaign.templateVersionId && <LocaleCoverage id={campaign.id} />}
    </Stack>
  );
}

function Checking() {
  return (
    <Stack maw={820} aria-busy>
      <Title order={2} size="sm">
        Checking the content, the audience and the sender…
      </Title>
      <Skeleton h={72} />
      <Skeleton h={96} />
    </Stack>
  );
}

function Verdict({ preflight: { ready, audience, findings } }: { preflight: Preflight }) {
  const blocking = findings.filter(({ severity }) => severity === 'blocking').length;
  const warnings = findings.length - blocking;
  const people = `${count(audience)} ${audience === 1 ? 'person' : 'people'}`;
  if (!ready) {
    const title =
      blocking === 1 ? 'One thing blocks sending' : `${count(blocking)} things block sending`;
    return (
      <Alert role="status" color="red" variant="default" icon="✕" title={title}>
        {audience > 0 ? `${people} would get it once that is put right.` : 'Nobody would get it.'}
      </Alert>
    );
  }
  const hint = warnings === 0 ? '' : ' Look at the warnings; they don’t stop it.';
  return (
    <Alert role="status" color="teal" variant="default" icon="✓" title="Ready to send">
      {people} would get it now.{hint}
    </Alert>
  );
}
