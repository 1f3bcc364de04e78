import './deliver.css';
import { Skeleton, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { reading } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import { MailHeaders, MailLinks, MailSource } from './mail-parts.tsx';
import { type OutboxMail, VIEWS, type View } from './outbox-search.ts';
import { RenderedMail } from './rendered-mail.tsx';

/** One message of the outbox, as its reader sees it and as it went over the wire. */
export function OutboxMessage() {
  const { id } = useParams({ from: '/shell/outbox/$id' });
  const { view } = useSearch({ from: '/shell/outbox/$id' });
  const navigate = useNavigate({ from: '/outbox/$id' });
  // A message never changes.
  const {
    data: mail,
    error,
    refetch,
  } = useQuery({
    ...reading('getOutboxMessage', { path: { id } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!mail) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={560} />;
  }
  return (
    <>
      <TextLink to="/outbox" size="sm">
        ← Outbox
      </TextLink>
      <PageHead title={mail.subject || '(no subject)'} about={<Envelope mail={mail} />} />
      <Tabs
        value={view ?? bestView(mail)}
        onChange={(next) => navigate({ search: { view: next as View }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="sm">
          {(Object.keys(VIEWS) as View[]).map((one) => (
            <Tabs.Tab key={one} value={one}>
              {VIEWS[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="rendered">
          {mail.html === null ? <Absent part="HTML" /> : <RenderedMail html={mail.html} />}
        </Tabs.Panel>
        <Tabs.Panel value="text">
          {mail.text === null ? <Absent part="plain-text" /> : <PlainText text={mail.text} />}
        </Tabs.Panel>
        <Tabs.Panel value="links">
          <MailLinks mail={mail} />
        </Tabs.Panel>
        <Tabs.Panel value="headers">
          <MailHeaders mail={mail} />
        </Tabs.Panel>
        <Tabs.Panel value="source">
          <MailSource mail={mail} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function Envelope({ mail: { from, to, date } }: { mail: OutboxMail }) {
  return (
    <span className="breakable" dir="auto">
      {from || '(nobody)'} → {to || '(nobody)'}, <When at={date} />
    </span>
  );
}

function bestView({ html, text }: OutboxMail): View {
  if (html !== null) return 'rendered';
  return text === null ? 'source' : 'text';
}

function PlainText({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached (WCAG 2.1.1)
    <pre className="as-written tall" dir="auto" tabIndex={0}>
      {text}
    </pre>
  );
}

function Absent({ part }: { part: string }) {
  return <Text c="dimmed">This message has no {part} part.</Text>;
}
