import { Paper, Text } from '@mantine/core';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { count } from '../../ui/times.tsx';
import type { useCount } from './use-count.ts';

/** How many contacts match, and how well that is known. */
export function LiveCount({
  counted: { all, reachable, isStale },
  isWhole,
}: {
  counted: ReturnType<typeof useCount>;
  isWhole: boolean;
}) {
  const { data, error } = all;
  return (
    <Paper withBorder p="md" component="section" aria-label="Count" aria-live="polite">
      {!isWhole && (
        <Text size="sm" c="dimmed">
          Fill in every rule to see how many contacts match.
        </Text>
      )}
      {isWhole && <ErrorNotice error={error} retry={() => all.refetch()} />}
      {isWhole && !error && (
        <>
          <Text size="xl" fw={650} className="figure" opacity={isStale ? 0.5 : 1}>
            {data ? `${data.exact ? '' : 'about '}${count(data.count)}` : '–'}
          </Text>
          <Text size="sm" c="dimmed">
            {data?.count === 1 ? 'contact matches' : 'contacts match'}
            {reachable.data &&
              `; ${reachable.data.exact ? '' : 'about '}${count(reachable.data.count)} of them opted in`}
          </Text>
          {data && (
            <Text size="sm" c="dimmed" mt="xs">
              {howKnown(data)}
            </Text>
          )}
        </>
      )}
    </Paper>
  );
}

function howKnown({ exact, indexed }: { exact: boolean; indexed: boolean }): string {
  if (!exact) return 'Counting took too long, so this is estimated from a sample of 20,000.';
  if (indexed) return 'Counted exactly, from an index: quick however many there are.';
  return 'Counted exactly by reading every contact: no index answers all of it.';
}
