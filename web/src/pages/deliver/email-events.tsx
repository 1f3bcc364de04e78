import { Paper, Text, Timeline, Title } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { When } from '../../ui/times.tsx';
import type { EventType } from './event-types.ts';

type Email = ReplyOf<'getEmailLog'>;
type Event = Email['events'][number];

/** A message's life, the oldest first: asked for, tried, taken, opened. */
export function EmailEvents({ email }: { email: Email }) {
  const { createdAt, campaignId, sendAt, attempts, status, events } = email;
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="md">
        What happened
      </Title>
      <Timeline bulletSize={14} lineWidth={2} active={events.length + 1}>
        <Timeline.Item title={campaignId ? 'Its campaign started' : 'Asked for'}>
          <Text size="sm" c="dimmed">
            <When at={createdAt} />
          </Text>
        </Timeline.Item>
        {sendAt && (
          <Timeline.Item title="Scheduled for">
            <Text size="sm" c="dimmed">
              <When at={sendAt} />
            </Text>
          </Timeline.Item>
        )}
        {events.map((event, at) => (
          <Timeline.Item key={event.id ?? at} title={titleOf(event)}>
            <Text size="sm" c="dimmed">
              <When at={event.createdAt} />
            </Text>
            <Detail event={event} known={email.reason} />
            {(event.type === 'email.sent' || event.type === 'email.failed') && (
              <Text size="sm">
                {attempts === 1 ? 'At the first attempt' : `After ${attempts} attempts`}
                {event.type === 'email.sent' && status === 'SENT' && email.reason && (
                  <>
                    {'. The server said: '}
                    <code className="as-said">{email.reason}</code>
                  </>
                )}
              </Text>
            )}
          </Timeline.Item>
        ))}
      </Timeline>
    </Paper>
  );
}

const WORDS: Partial<Record<EventType, string>> = {
  'email.sent': 'The server took it',
  'email.delivered': 'It reached the mailbox',
  'email.bounced': 'It bounced',
  'email.failed': 'It failed',
  'email.complained': 'The reader marked it as spam',
  'email.opened': 'The reader opened it',
  'email.clicked': 'The reader followed a link',
};

function titleOf({ type, data }: Event): string {
  const words = WORDS[type as EventType] ?? type;
  if (data.automated !== true) return words;
  return type === 'email.clicked'
    ? 'A scanner followed a link'
    : 'A mail program loaded it by itself';
}

const SHOWN: Record<string, string> = {
  diagnostic: 'The server said',
  bounceType: 'Kind',
  linkUrl: 'Link',
  userAgent: 'With',
  ip: 'From',
  source: 'By',
};

/** `known`: what the page says above. */
function Detail({ event: { data }, known }: { event: Event; known: string | null }) {
  const rows = Object.entries(SHOWN).flatMap(([name, label]) => {
    const value = data[name];
    return typeof value === 'string' && value !== '' && value !== known ? [{ label, value }] : [];
  });
  return rows.map(({ label, value }) => (
    <Text key={label} size="sm" className="breakable">
      {label}: <code className="as-said">{value}</code>
    </Text>
  ));
}
