import { NumberInput, Paper, SimpleGrid, Text, Title } from '@mantine/core';
import type { RateSpan } from './project-fields.ts';
import type { FormPart } from './project-form.tsx';

const SPANS: Record<RateSpan, string> = {
  perSecond: 'Each second',
  perMinute: 'Each minute',
  perHour: 'Each hour',
  perDay: 'Each day (UTC)',
};

/** How much the server may be given, and how long it may refuse for the moment. */
export function ProjectLimits({ fields, set, errorAt }: FormPart) {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2}>Limits</Title>
      <Text size="sm" c="dimmed" mb="sm">
        At most so many messages, whatever campaigns ask for. Empty: no limit.
      </Text>
      <SimpleGrid cols={{ base: 2, sm: 4 }} mb="sm">
        {(Object.entries(SPANS) as [RateSpan, string][]).map(([span, label]) => (
          <NumberInput
            key={span}
            label={label}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            thousandSeparator=" "
            hideControls
            value={fields.rateLimit[span]}
            onChange={(most) =>
              set({ rateLimit: { ...fields.rateLimit, [span]: most === '' ? '' : Number(most) } })
            }
            error={errorAt(`rateLimit.${span}`)}
          />
        ))}
      </SimpleGrid>
      <NumberInput
        label="Give up after"
        description="Hours for which a message that the server puts off is tried again"
        min={1}
        max={120}
        maw={220}
        allowDecimal={false}
        suffix=" h"
        value={fields.retryWindow}
        onChange={(hours) => set({ retryWindow: hours === '' ? '' : Number(hours) })}
        error={errorAt('retryWindow')}
      />
    </Paper>
  );
}
