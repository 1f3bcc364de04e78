import { Paper, Text } from '@mantine/core';
import { count } from '../../../ui/times.tsx';
import type { Campaign, Preflight } from './campaign.ts';
import classes from './send-summary.module.css';
import { senderInWords } from './use-sender.ts';
import { useTemplate } from './use-template.ts';

/** What is about to be sent, in four lines. */
export function SendSummary({
  campaign,
  preflight: { audience, sender },
}: {
  campaign: Campaign;
  preflight: Preflight;
}) {
  const { template, version } = useTemplate(campaign);
  const lines = [
    ['To', `${count(audience)} ${audience === 1 ? 'person' : 'people'}`],
    ['From', senderInWords(sender)],
    ['Subject', campaign.subject ?? version?.subject ?? '–'],
    ['Content', template && version ? `${template.name}, version ${version.number}` : '–'],
  ];
  return (
    <Paper withBorder p="md">
      <dl className={classes.lines}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <Text component="dt" size="sm" c="dimmed">
              {name}
            </Text>
            <Text component="dd" size="sm" fw={500}>
              <bdi>{value}</bdi>
            </Text>
          </div>
        ))}
      </dl>
    </Paper>
  );
}
