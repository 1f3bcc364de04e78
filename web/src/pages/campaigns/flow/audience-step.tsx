import { Alert, Button, Grid, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reading } from '../../../queries.ts';
import { fieldError } from '../../../ui/error-notice.tsx';
import { LOCALE_CHOICES, type Locale } from '../../../ui/locales.ts';
import { AttributeRows } from './attribute-rows.tsx';
import { AudiencePeople } from './audience-people.tsx';
import type { AudienceFilter } from './campaign.ts';
import { SegmentChoices } from './segment-choices.tsx';
import type { Draft } from './use-draft.ts';

const NO_LOCALE = 'none';

/** Who gets it: all conditions hold. Beside them, how many people that is and some of them. */
export function AudienceStep({ draft }: { draft: Draft }) {
  const { campaign, change, error } = draft;
  const filter = campaign.audienceFilter as AudienceFilter;
  const [round, setRound] = useState(0);
  const set = (part: AudienceFilter) => change({ audienceFilter: without({ ...filter, ...part }) });
  const reset = () => {
    change({ audienceFilter: {} });
    setRound(round + 1);
  };
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Stack>
          {filter.optIn === false && <OptedOut onMend={() => set({ optIn: undefined })} />}
          <SegmentChoices filter={filter} set={set} error={error} />
          <Select
            label="Language"
            data={[...LOCALE_CHOICES, { value: NO_LOCALE, label: 'No language known' }]}
            placeholder="Any language"
            clearable
            value={filter.locale === null ? NO_LOCALE : (filter.locale ?? null)}
            error={fieldError(error, 'audienceFilter.locale')}
            onChange={(value) => set({ locale: localeOf(value) })}
          />
          <ProjectFilter filter={filter} set={set} error={error} />
          <AttributeRows
            key={round}
            attributes={filter.attributes ?? {}}
            error={fieldError(error, 'audienceFilter.attributes')}
            onChange={(attributes) => set({ attributes })}
          />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 7 }}>
        <AudiencePeople draft={draft} onReset={reset} />
      </Grid.Col>
    </Grid>
  );
}

function localeOf(value: string | null): Locale | null | undefined {
  if (value === null) return undefined;
  return value === NO_LOCALE ? null : (value as Locale);
}

/** The API takes no undefined and no empty condition. */
function without(filter: AudienceFilter): AudienceFilter {
  const { attributes = {}, exclude = [], ...rest } = filter;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(exclude.length > 0 && { exclude }),
  };
}

/** Contacts that came by a project; not there where the tenant has none. */
function ProjectFilter({
  filter,
  set,
  error,
}: {
  filter: AudienceFilter;
  set: (part: AudienceFilter) => void;
  error: Error | null;
}) {
  const { data } = useQuery(reading('listProjects', { query: { limit: 100 } }));
  const projects = data?.data ?? [];
  const { projectId } = filter;
  if (projects.length === 0 && projectId === undefined) return null;
  const isKnown = projects.some(({ id }) => id === projectId);
  const choices = projects.map(({ id, name }) => ({ value: id, label: name }));
  if (projectId !== undefined && !isKnown) choices.push({ value: projectId, label: projectId });
  return (
    <Select
      label="Contacts of the project"
      placeholder="Any project"
      clearable
      searchable
      data={choices}
      value={projectId ?? null}
      error={fieldError(error, 'audienceFilter.projectId')}
      onChange={(value) => set({ projectId: value ?? undefined })}
    />
  );
}

function OptedOut({ onMend }: { onMend: () => void }) {
  return (
    <Alert color="red" variant="light">
      <Group justify="space-between">
        <Text size="sm">This audience asks for people who opted out: nobody may mail them.</Text>
        <Button size="compact-sm" variant="default" onClick={onMend}>
          Ask for opted-in people
        </Button>
      </Group>
    </Alert>
  );
}
