import { Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { count, share } from '../../ui/times.tsx';
import { Panel } from './panel.tsx';

/** From here on the API warns, too (contract: Limits). */
export const QUOTA_WARNING = 0.8;

/** Messages of this month, and how many there may be. */
export function Quota() {
  const { tenant } = useMe();
  const { data } = useQuery(reading('getTenant', { path: { id: tenant.id } }));
  const used = data?.usedThisMonth ?? 0;
  const quota = data?.monthlyQuota ?? null;
  return (
    <Panel title="This month">
      <Text size="sm" className="figure">
        {data ? count(used) : '–'} {used === 1 ? 'message' : 'messages'}
        {quota !== null && ` of ${count(quota)} (${share(used, quota)})`}
      </Text>
      {quota !== null && (
        <Progress
          mt="xs"
          aria-label="Used of this month’s quota"
          value={Math.min(100, (100 * used) / quota)}
          color={used / quota >= QUOTA_WARNING ? 'orange' : 'teal'}
        />
      )}
      <Text size="xs" c="dimmed" mt={6}>
        {quota === null
          ? 'There is no limit. Months begin at midnight UTC.'
          : 'Begins anew with the month, at midnight UTC.'}
      </Text>
    </Panel>
  );
}
