import { Button, Grid, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { PressrunApiError } from '../../../../sdk/src/failure.ts';
import { useMe } from '../../session.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { type Compiled, compile, partAt } from './compile.ts';
import type { Group as Draft, Filter } from './filter-draft.ts';
import { GroupBox } from './group-box.tsx';
import { LiveCount } from './live-count.tsx';
import { SampleContacts } from './sample-contacts.tsx';
import classes from './segments.module.css';
import type { Told } from './told.ts';
import { useCount } from './use-count.ts';

export type SegmentInput = { name: string; filter: Filter };

/** Name and filter of a segment, with a live count. */
export function SegmentEditor({
  segmentId,
  start,
  label,
  save,
  children,
}: {
  segmentId: string | null;
  start: { name: string; filter: Draft };
  label: string;
  save: (input: SegmentInput) => Promise<void>;
  children?: ReactNode;
}) {
  const mayChange = useMe().tenant.role !== 'viewer';
  const [name, setName] = useState(start.name);
  const [draft, setDraft] = useState(start.filter);
  const [tried, setTried] = useState<ReadonlySet<string> | null>(null);
  const compiled = useMemo(() => compile(draft), [draft]);
  const { filter } = compiled;
  const counted = useCount(filter);
  const saving = useMutation({
    mutationFn: () => save({ name: name.trim(), filter: filter! }),
    onSuccess: () => setTried(null),
  });
  const error = saving.error ?? counted.all.error;
  const slowParts = counted.isStale ? [] : (counted.all.data?.slowParts ?? []);
  const told = toldOf(compiled, tried, error, slowParts);
  return (
    <>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 9 }}>
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              setTried(new Set(compiled.faults.keys()));
              if (filter) saving.mutate();
            }}
          >
            <Stack>
              <TextInput
                label="Name"
                placeholder="Readers in Spain"
                maxLength={200}
                readOnly={!mayChange}
                value={name}
                error={fieldError(saving.error, 'name')}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <fieldset disabled={!mayChange} className={classes.plain}>
                <GroupBox
                  group={draft}
                  place=""
                  told={told}
                  segmentId={segmentId}
                  onChange={setDraft}
                />
              </fieldset>
              <Text size="xs" c="dimmed">
                Who lacks a field fulfils no rule about it. With “not” a rule also takes those who
                lack it.
              </Text>
              <ErrorNotice error={saving.error} shown={['name']} />
              {mayChange && (
                <Group>
                  <Button type="submit" loading={saving.isPending}>
                    {label}
                  </Button>
                </Group>
              )}
            </Stack>
          </form>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 3 }}>
          <Stack>
            <LiveCount counted={counted} isWhole={filter !== null} />
            {children}
          </Stack>
        </Grid.Col>
      </Grid>
      {filter && <SampleContacts counted={counted} />}
    </>
  );
}

/** What is missing is said once somebody wants to save; what the server said, at once. */
function toldOf(
  compiled: Compiled,
  tried: ReadonlySet<string> | null,
  error: Error | null,
  slowParts: { path: string; why: string }[],
): Told {
  const faults = new Map(tried ? compiled.faults : []);
  const refused = error instanceof PressrunApiError ? error.errors : [];
  for (const { path, message } of refused) {
    const key = path.startsWith('filter') ? partAt(path, compiled) : undefined;
    if (key && compiled.filter) faults.set(key, message);
  }
  const slow = new Map<string, string>();
  for (const { path, why } of slowParts) {
    const key = partAt(path, compiled);
    if (key) slow.set(key, why);
  }
  return { faults, slow, room: tried ?? new Set() };
}
