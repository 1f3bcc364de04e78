import { Group, Stack, Text } from '@mantine/core';
import { useMe } from '../../session.ts';
import { ButtonLink } from '../../ui/text-link.tsx';
import { Panel } from './panel.tsx';
import { type Step, useFirstSteps } from './use-first-steps.ts';

/** The way to a first campaign, for a tenant that has sent none; gone when it is walked. */
export function FirstSteps() {
  const { tenant } = useMe();
  const steps = useFirstSteps();
  if (tenant.role === 'viewer' || !steps || steps.every(({ isDone }) => isDone)) return null;
  const next = steps.find(({ isDone }) => !isDone);
  const done = steps.filter(({ isDone }) => isDone).length;
  return (
    <Panel
      title="First steps"
      aside={
        <Text size="sm" c="dimmed">
          {done} of {steps.length} done
        </Text>
      }
    >
      <Stack gap="md" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {steps.map((step, i) => (
          <One key={step.title} step={step} number={i + 1} isNext={step === next} />
        ))}
      </Stack>
    </Panel>
  );
}

function One({ step, number, isNext }: { step: Step; number: number; isNext: boolean }) {
  const { title, text, action, to, isDone } = step;
  return (
    <li>
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <Text
          span
          w={24}
          ta="center"
          fw={600}
          c={isDone ? 'teal' : isNext ? undefined : 'dimmed'}
          aria-hidden
        >
          {isDone ? '✓' : number}
        </Text>
        <Group gap="xs" flex={1} justify="space-between">
          <div style={{ flex: '1 1 200px', minWidth: 0 }}>
            <Text size="sm" fw={600} c={isDone ? 'dimmed' : undefined}>
              {title}
              {isDone && (
                <Text span size="sm" c="dimmed" fw={400}>
                  {' '}
                  – done
                </Text>
              )}
            </Text>
            {!isDone && (
              <Text size="sm" c="dimmed">
                {text}
              </Text>
            )}
          </div>
          {!isDone && (
            <ButtonLink size="xs" variant={isNext ? 'filled' : 'default'} to={to}>
              {action}
            </ButtonLink>
          )}
        </Group>
      </Group>
    </li>
  );
}
