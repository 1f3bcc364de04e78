import { MultiSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../../queries.ts';
import { fieldError } from '../../../ui/error-notice.tsx';
import type { AudienceFilter } from './campaign.ts';

/** The API takes as many. */
const MAX_EXCLUDED = 20;

/** A segment that the audience is taken from, and others that are left out of it. */
export function SegmentChoices({
  filter,
  set,
  error,
}: {
  filter: AudienceFilter;
  set: (part: AudienceFilter) => void;
  error: Error | null;
}) {
  const { data } = useQuery(reading('listSegments', { query: { limit: 100 } }));
  const { segmentId, exclude = [] } = filter;
  const known = (data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const named = [...(segmentId ? [segmentId] : []), ...exclude];
  const gone = data ? named.filter((id) => !known.some(({ value }) => value === id)) : [];
  const choices = [...known, ...gone.map((id) => ({ value: id, label: `Segment ${id}` }))];
  return (
    <>
      <Select
        label="Segment"
        placeholder="Everybody"
        description={data?.data.length === 0 ? 'None is saved yet' : undefined}
        searchable
        clearable
        data={choices.filter(({ value }) => !exclude.includes(value))}
        value={segmentId ?? null}
        error={fieldError(error, 'audienceFilter.segmentId')}
        onChange={(value) => set({ segmentId: value ?? undefined })}
      />
      {choices.length > 0 && (
        <MultiSelect
          label="Except the segments"
          placeholder={exclude.length === 0 ? 'Nobody is left out' : undefined}
          searchable
          clearable
          maxValues={MAX_EXCLUDED}
          data={choices.filter(({ value }) => value !== segmentId)}
          value={exclude}
          onChange={(value) => set({ exclude: value })}
        />
      )}
    </>
  );
}
