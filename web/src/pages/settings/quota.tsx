import { Group, Progress, Text } from '@mantine/core';
import { count } from '../../ui/times.tsx';
import { Section } from './section.tsx';
import type { Tenant } from './use-save-tenant.ts';

/** What of the monthly quota is used, with the rules at 80, 100 and 110 % (contract: Limits). */
export function Quota({ settings: { monthlyQuota, usedThisMonth } }: { settings: Tenant }) {
  if (monthlyQuota === null) {
    return (
      <Section title="This month">
        <Text size="sm">
          <Text span fw={600} className="figure">
            {count(usedThisMonth)}
          </Text>{' '}
          messages so far. There is no quota; the operator of this server can set one.
        </Text>
      </Section>
    );
  }
  const percentage = monthlyQuota > 0 ? Math.floor((usedThisMonth * 100) / monthlyQuota) : 110;
  return (
    <Section
      title="This month"
      about="A message counts when it is put in line. The month is that of UTC; the operator sets the quota."
    >
      <div>
        <Group justify="space-between" mb={6}>
          <Text size="sm" className="figure">
            <b>{count(usedThisMonth)}</b> of {count(monthlyQuota)} messages
          </Text>
          <Text size="sm" fw={600} className="figure">
            {percentage} %
          </Text>
        </Group>
        <Progress
          value={Math.min(100, percentage)}
          color={colorOf(percentage)}
          size="lg"
          aria-label="Used of the quota"
        />
      </div>
      <Text size="sm" c={percentage >= 80 ? undefined : 'dimmed'}>
        {wordsFor(percentage)}
      </Text>
    </Section>
  );
}

function colorOf(percentage: number): string {
  if (percentage >= 100) return 'red';
  return percentage >= 80 ? 'orange' : 'teal';
}

function wordsFor(percentage: number): string {
  if (percentage >= 110) {
    return 'The quota and its reserve of 10 % are used up. Nothing more is taken until the next month, or until the operator raises it. Campaigns that were under way are paused; nobody is dropped.';
  }
  if (percentage >= 100) {
    return 'The quota is used up; what is sent now comes out of the reserve. Above 110 % nothing more is taken.';
  }
  if (percentage >= 80) {
    return 'Soon used up. A campaign that doesn’t fit is refused with the numbers; nothing is taken above 110 %.';
  }
  return 'From 80 % on you are told; above 110 % nothing more is taken.';
}
