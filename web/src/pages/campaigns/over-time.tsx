import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Group, SegmentedControl, Title } from '@mantine/core';
import { useState } from 'react';
import type { ReplyOf } from '../../api.ts';
import { count } from '../../ui/times.tsx';
import { CHART_HEIGHT } from './chart-height.ts';
import { OverTimeTable } from './over-time-table.tsx';
import { pointLabel } from './point-label.ts';

type Report = ReplyOf<'getCampaignReport'>;

const SENDING = [
  { name: 'sent', label: 'Sent', color: 'teal.6' },
  { name: 'failed', label: 'Failed', color: 'red.6' },
];
const READING = [
  { name: 'uniqueOpens', label: 'First opens', color: 'blue.5' },
  { name: 'uniqueClicks', label: 'First clicks', color: 'violet.5' },
  { name: 'unsubscribed', label: 'Unsubscribed', color: 'orange.6' },
];

/** Nobody has read it while it is being sent. */
function wasRead(point: Report['timeline']['points'][number]): boolean {
  return point.opens + point.clicks + point.unsubscribed > 0;
}

/** Hour by hour or day by day: what was sent, and what readers did. The table says the same. */
export default function OverTime({ report: { timeline } }: { report: Report }) {
  const { unit, points } = timeline;
  const [view, setView] = useState(() => (points.some(wasRead) ? 'reading' : 'sending'));
  const series = view === 'sending' ? SENDING : READING;
  const data = points.map((point) => ({ ...point, at: pointLabel(point.at, unit) }));
  return (
    <section aria-label="Over time">
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2}>{unit === 'hour' ? 'Hour by hour' : 'Day by day'}</Title>
        <SegmentedControl
          size="xs"
          aria-label="What the chart shows"
          data={[
            { value: 'reading', label: 'Readers' },
            { value: 'sending', label: 'Sending' },
          ]}
          value={view}
          onChange={setView}
        />
      </Group>
      <div aria-hidden style={{ overflow: 'hidden' }}>
        <BarChart
          h={CHART_HEIGHT}
          data={data}
          dataKey="at"
          series={series}
          type="stacked"
          withLegend
          legendProps={{ verticalAlign: 'bottom' }}
          valueFormatter={count}
          yAxisProps={{ width: 48, allowDecimals: false }}
          xAxisProps={{ minTickGap: 24 }}
          maxBarWidth={36}
          barProps={{ isAnimationActive: false }}
          barChartProps={{ accessibilityLayer: false }}
        />
      </div>
      <OverTimeTable timeline={timeline} />
    </section>
  );
}
