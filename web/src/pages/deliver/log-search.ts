import type { InputOf, ReplyOf } from '../../api.ts';

export type LogEntry = ReplyOf<'listEmailLogs'>['data'][number];
export type LogStatus = LogEntry['status'];
export type LogKind = NonNullable<NonNullable<InputOf<'listEmailLogs'>['query']>['kind']>;

type Look = { label: string; color: string; about: string };

/** The states that Pressrun has by itself, in the order of a message's life, then what others report. */
export const LOG_STATUSES: Record<LogStatus, Look> = {
  QUEUED: { label: 'Queued', color: 'gray', about: 'It waits for its turn.' },
  SCHEDULED: { label: 'Scheduled', color: 'blue', about: 'It waits for its time.' },
  SENDING: { label: 'Sending', color: 'blue', about: 'A worker has it in hand.' },
  DEFERRED: {
    label: 'Deferred',
    color: 'yellow',
    about: 'The server put it off; it is tried again.',
  },
  SENT: {
    label: 'Sent',
    color: 'teal',
    about: 'The server took it, and is responsible for it now.',
  },
  DELIVERED: { label: 'Delivered', color: 'green', about: 'It reached the mailbox.' },
  BOUNCED: { label: 'Bounced', color: 'red', about: 'It came back.' },
  COMPLAINED: { label: 'Complaint', color: 'red', about: 'The reader marked it as spam.' },
  FAILED: { label: 'Failed', color: 'red', about: 'The server refused it, or time ran out.' },
  SKIPPED: { label: 'Skipped', color: 'gray', about: 'It was not sent, on purpose.' },
  CANCELLED: { label: 'Cancelled', color: 'gray', about: 'Somebody cancelled it.' },
  UNKNOWN: {
    label: 'In doubt',
    color: 'orange',
    about: 'The connection broke at the last moment, twice: it may have arrived.',
  },
};

export const STATUS_OPTIONS = (Object.keys(LOG_STATUSES) as LogStatus[]).map((value) => ({
  value,
  label: LOG_STATUSES[value].label,
}));

export const KINDS: Record<LogKind, string> = { email: 'Single e-mails', copy: 'Of campaigns' };

/** What the log shows, as it stands in the address. Days are the viewer's: `2026-03-01`. */
export type LogSearch = {
  to?: string;
  status?: LogStatus;
  kind?: LogKind;
  campaignId?: string;
  from?: string;
  until?: string;
};

export function logSearch(search: Record<string, unknown>): LogSearch {
  const status = STATUS_OPTIONS.find(({ value }) => value === search.status)?.value;
  const kind = (Object.keys(KINDS) as LogKind[]).find((one) => one === search.kind);
  const text = (name: keyof LogSearch) =>
    typeof search[name] === 'string' &&
    search[name] !== '' && { [name]: search[name].slice(0, 320) };
  const day = (name: 'from' | 'until') =>
    /^\d{4}-\d\d-\d\d$/.test(String(search[name])) && { [name]: search[name] as string };
  return {
    ...text('to'),
    ...(status && { status }),
    ...(kind && { kind }),
    ...text('campaignId'),
    ...day('from'),
    ...day('until'),
  };
}

/** The same as the API takes it: both days are whole ones where the viewer is. */
export function logQuery({ from, until, ...search }: LogSearch) {
  return {
    ...search,
    ...(from && { from: new Date(`${from}T00:00`).toISOString() }),
    ...(until && { until: endOf(until) }),
  };
}

function endOf(day: string): string {
  const next = new Date(`${day}T00:00`);
  next.setDate(next.getDate() + 1);
  return next.toISOString();
}
