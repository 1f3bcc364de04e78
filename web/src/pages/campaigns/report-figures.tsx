import { Paper, SimpleGrid, Text } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { count, share } from '../../ui/times.tsx';

type Report = ReplyOf<'getCampaignReport'>;

/**
 * The figures that people look for first. Opens and clicks are of messages, and of persons. `stats`: as they
 * are now, for those of the report are some seconds old while it is sent.
 */
export function ReportFigures({ report, stats }: { report: Report; stats: Report['stats'] }) {
  const { engagement, unsubscribed, tracking } = report;
  const { sent } = stats;
  const opens = tracking.opens || engagement.uniqueOpens > 0;
  const clicks = tracking.clicks || engagement.uniqueClicks > 0;
  return (
    <section aria-label="Figures">
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
        <Card label="Sent" value={sent} note={`${share(sent, stats.audience)} of the audience`} />
        {opens && (
          <Card
            label="Opened"
            value={engagement.uniqueOpens}
            note={`${share(engagement.uniqueOpens, sent)}, ${count(engagement.opens)} times in all`}
          />
        )}
        {clicks && (
          <Card
            label="Clicked"
            value={engagement.uniqueClicks}
            note={`${share(engagement.uniqueClicks, sent)}, ${count(engagement.clicks)} times in all`}
          />
        )}
        <Card label="Unsubscribed" value={unsubscribed} note={share(unsubscribed, sent)} />
        <Card label="Failed" value={stats.failed} note={share(stats.failed, stats.audience)} />
        <Card label="Skipped" value={stats.skipped} note={share(stats.skipped, stats.audience)} />
      </SimpleGrid>
      <Tracking report={report} />
    </section>
  );
}

function Card({ label, value, note }: { label: string; value: number; note: string }) {
  return (
    <Paper withBorder p="sm">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz="1.375rem" lh={1.3} fw={650} className="figure">
        {count(value)}
      </Text>
      <Text size="xs" c="dimmed" className="figure">
        {note}
      </Text>
    </Paper>
  );
}

/** What is not seen, and how it would be; and what machines did, who are not in the figures. */
function Tracking({ report: { tracking, engagement } }: { report: Report }) {
  const machines = engagement.automatedOpens + engagement.automatedClicks;
  const unseen = [!tracking.opens && 'opens', !tracking.clicks && 'clicks'].filter(Boolean);
  if (unseen.length === 0 && machines === 0) return null;
  const names = unseen.join(' and ');
  return (
    <Text size="sm" c="dimmed" mt="xs">
      {unseen.length > 0 && (
        <>
          {names.charAt(0).toUpperCase() + names.slice(1)} of this campaign are not seen. Turn
          tracking on in the{' '}
          <TextLink to="/settings" underline="always">
            settings
          </TextLink>{' '}
          to see those of the next ones.{' '}
        </>
      )}
      {machines > 0 &&
        `${count(engagement.automatedOpens)} opens and ${count(engagement.automatedClicks)} clicks of machines, such as mail scanners, are not counted.`}
    </Text>
  );
}
