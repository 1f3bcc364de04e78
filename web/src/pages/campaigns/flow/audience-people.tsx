import { Button, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReplyOf } from '../../../api.ts';
import { reading } from '../../../queries.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { ButtonLink } from '../../../ui/text-link.tsx';
import { count } from '../../../ui/times.tsx';
import { AudienceSample } from './audience-sample.tsx';
import type { AudienceFilter } from './campaign.ts';
import type { Draft } from './use-draft.ts';
import { useLeftOut } from './use-left-out.ts';

/** How many people the audience has while it is being made, who is left out, and ten of them. */
export function AudiencePeople({ draft, onReset }: { draft: Draft; onReset: () => void }) {
  const filter = draft.campaign.audienceFilter as AudienceFilter;
  const [audienceFilter] = useDebouncedValue(filter, 300);
  const counting = useQuery({
    ...reading('countSegment', { body: { audienceFilter, sample: 10, atMostMs: 3_000 } }),
    placeholderData: keepPreviousData,
  });
  const left = useLeftOut(draft, audienceFilter, counting.data);
  const isBehind = counting.isPlaceholderData || audienceFilter !== filter;
  if (!counting.data) {
    if (!counting.error) return <Skeleton h={420} />;
    return <ErrorNotice error={counting.error} retry={() => counting.refetch()} />;
  }
  const { sample } = counting.data;
  const people = counting.data.count - (left.suppressed ?? 0);
  return (
    <Stack aria-busy={isBehind}>
      <ErrorNotice error={counting.error} retry={() => counting.refetch()} />
      <Paper withBorder p="md">
        <Text
          role="status"
          fz={28}
          fw={650}
          lh={1.2}
          className="figure"
          opacity={isBehind ? 0.5 : 1}
        >
          {!counting.data.exact && 'About '}
          {count(people)} {people === 1 ? 'person' : 'people'}
        </Text>
        <Text size="sm" c="dimmed">
          {leftOutText(left)}
        </Text>
        <Speed counted={counting.data} />
      </Paper>
      {counting.data.count === 0 && <Nobody filter={audienceFilter} onReset={onReset} />}
      {sample.length > 0 && <AudienceSample contacts={sample} />}
    </Stack>
  );
}

function leftOutText({ optedOut, suppressed }: ReturnType<typeof useLeftOut>): string {
  const parts = [
    ...(optedOut ? [`${count(optedOut)} who opted out`] : []),
    ...(suppressed ? [`${count(suppressed)} whose address is suppressed`] : []),
  ];
  if (parts.length > 0) return `Left out: ${parts.join(' and ')}.`;
  return 'Nobody who opted out or is suppressed gets it.';
}

/** A count that isn't exact, or one that reads every contact, says so. */
function Speed({ counted: { exact, indexed, slowParts } }: { counted: ReplyOf<'countSegment'> }) {
  if (exact && indexed) return null;
  const why = slowParts.map((part) => part.why).join('; ');
  return (
    <Text size="xs" c="dimmed" mt={4}>
      {exact
        ? 'Counted exactly, by reading every contact'
        : 'An estimate from a sample, for counting takes too long; who gets it is exact all the same'}
      {why && ` (${why})`}.
    </Text>
  );
}

function Nobody({ filter, onReset }: { filter: AudienceFilter; onReset: () => void }) {
  const isNarrowed = Object.keys(filter).length > 0;
  return (
    <EmptyState title={isNarrowed ? 'Nobody matches' : 'There is nobody to write to yet'}>
      {isNarrowed ? (
        <>
          All conditions have to hold for a contact. Take one away, or{' '}
          <Button size="compact-sm" variant="default" onClick={onReset}>
            start over with everybody
          </Button>
        </>
      ) : (
        <>
          <Text span display="block" mb="sm">
            Import people who agreed to get mail from you.
          </Text>
          <ButtonLink to="/contacts/import" variant="default">
            Import contacts
          </ButtonLink>
        </>
      )}
    </EmptyState>
  );
}
