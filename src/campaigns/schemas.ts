import Type from 'typebox';
import { AudienceFilter } from '../contacts/audience-filter.ts';
import { Instant, Locale, Nullable } from '../http/fields.ts';
import { PageMeta, pageQuery } from '../http/paging.ts';
import { MESSAGE_STATES } from '../messages/message.ts';
import { RateLimitFields } from '../projects/rate-limit-fields.ts';
import { CAMPAIGN_STATES } from './campaign.ts';
import { TEST_WAYS } from './test-way.ts';
import { DELIVER_AT, IF_PASSED, WAVE_STATES } from './wave.ts';

const STATS = [
  'audience',
  'queued',
  'sending',
  'deferred',
  'sent',
  'failed',
  'skipped',
  'cancelled',
  'unknown',
] as const;

export const StatsReply = Type.Object(
  Object.fromEntries(STATS.map((name) => [name, Type.Integer({ minimum: 0 })])),
  { description: 'audience is the sum of all the others at every instant' },
);

const ENGAGEMENT = [
  'opens',
  'uniqueOpens',
  'clicks',
  'uniqueClicks',
  'automatedOpens',
  'automatedClicks',
] as const;

export const EngagementReply = Type.Object(
  Object.fromEntries(ENGAGEMENT.map((name) => [name, Type.Integer({ minimum: 0 })])),
  { description: 'opens and clicks of readers; those of machines are counted apart' },
);

export const CampaignReply = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  templateVersionId: Nullable(Type.String()),
  templateId: Nullable(Type.String({ description: 'the template of that version' })),
  subject: Nullable(Type.String()),
  audienceFilter: Type.Object({}, { additionalProperties: true }),
  projectId: Nullable(Type.String()),
  rateLimit: RateLimitFields,
  timezone: Nullable(Type.String()),
  unsubscribeLang: Nullable(Type.String()),
  trackOpens: Type.Boolean(),
  trackClicks: Type.Boolean(),
  status: Type.Enum(CAMPAIGN_STATES),
  scheduledAt: Nullable(Instant),
  deliverAt: Type.Enum(DELIVER_AT),
  ifPassed: Nullable(Type.Enum(IF_PASSED)),
  startedAt: Nullable(Instant),
  finishedAt: Nullable(Instant),
  reason: Nullable(Type.String({ description: 'why it waits, while it does' })),
  stalledSince: Nullable(
    Type.Unsafe<Date>({
      ...{ type: 'string', format: 'date-time' },
      description:
        'Ours. It is SENDING, and nothing has moved for 15 minutes though something should: since when. ' +
        '`reason` says why. A wave, retry or rate limit whose time is to come is no stall',
    }),
  ),
  rate: Nullable(Type.Number({ description: 'messages accepted per second since the start' })),
  eta: Nullable(Instant),
  stats: StatsReply,
  engagement: EngagementReply,
  createdAt: Instant,
  updatedAt: Instant,
});

const Switch = Type.Boolean({
  description: 'false: not tracked, though the tenant tracks; true changes nothing',
});
const content = {
  templateVersionId: Type.Optional(Nullable(Type.String({ maxLength: 64 }))),
  subject: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 998 }))),
  audienceFilter: Type.Optional(AudienceFilter),
  projectId: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 64 }))),
  rateLimit: Type.Optional(RateLimitFields),
  timezone: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 64 }))),
  unsubscribeLang: Type.Optional(Nullable(Locale)),
  trackOpens: Type.Optional(Switch),
  trackClicks: Type.Optional(Switch),
};
const name = Type.String({ minLength: 1, maxLength: 200 });

export const CampaignCreate = Type.Object(
  { name, ...content },
  {
    additionalProperties: false,
    examples: [{ name: 'May issue', audienceFilter: { locale: 'en' }, timezone: 'Europe/Madrid' }],
  },
);
export const CampaignChange = Type.Object(
  { name: Type.Optional(name), ...content },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ name: 'June issue', subject: 'What June brings', timezone: 'Europe/Madrid' }],
  },
);

export const CampaignQuery = Type.Object(
  {
    ...pageQuery(100),
    status: Type.Optional(Type.Enum(CAMPAIGN_STATES)),
    q: Type.Optional(Type.String({ maxLength: 200, description: 'A part of the name' })),
  },
  { additionalProperties: false },
);
export const CampaignList = Type.Object({ data: Type.Array(CampaignReply), meta: PageMeta });

export const TestBody = Type.Object(
  {
    emails: Type.Array(Type.String({ minLength: 3, maxLength: 320 }), { minItems: 1, maxItems: 5 }),
    contactId: Type.Optional(Type.String({ maxLength: 128 })),
  },
  { additionalProperties: false, examples: [{ emails: ['ana@example.com'] }] },
);
export const TestReply = Type.Object({
  results: Type.Array(
    Type.Object({
      email: Type.String(),
      status: Type.Enum(['SENT', 'FAILED']),
      messageId: Type.String(),
      reply: Type.String({ description: 'what the server said' }),
    }),
  ),
  via: Type.Enum(TEST_WAYS, {
    description: 'Where it went: to the mail server, or into the outbox of this instance',
  }),
});

export const ScheduleBody = Type.Object(
  {
    scheduledAt: Type.String({
      minLength: 10,
      maxLength: 64,
      description: 'With an offset or Z an instant, without one wall time in `timezone`',
    }),
    timezone: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 64 }))),
    deliverAt: Type.Optional(
      Type.Enum(DELIVER_AT, {
        description:
          '`recipient`: at that wall time in each contact’s `timezone`, `timezone` for those ' +
          'without one; scheduledAt has no offset then. Missing means `instant`: one moment for all',
      }),
    ),
    ifPassed: Type.Optional(
      Type.Enum(IF_PASSED, {
        description:
          'With `recipient`: those whose moment has passed get it at once (`send`, the default) ' +
          'or are skipped (`skip`)',
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [{ scheduledAt: '2030-05-01T09:00:00', timezone: 'Europe/Madrid' }],
  },
);

export const WavesQuery = Type.Object(
  {
    scheduledAt: Type.Optional(
      Type.String({
        minLength: 10,
        maxLength: 64,
        description:
          'A wall time: shows the waves of a draft or a scheduled campaign as they would be with it',
      }),
    ),
    timezone: Type.Optional(
      Type.String({
        ...{ minLength: 1, maxLength: 64 },
        description: 'With `scheduledAt`, as in `schedule`',
      }),
    ),
    ifPassed: Type.Optional(
      Type.Enum(IF_PASSED, { description: 'With `scheduledAt`, as in `schedule`' }),
    ),
  },
  { additionalProperties: false },
);

export const WavesReply = Type.Array(
  Type.Object({
    timezone: Type.String({ examples: ['America/New_York'] }),
    localTime: Type.String({
      description: 'What the clocks there show: later than asked for where a DST change skips it',
      examples: ['2030-05-01T09:00:00'],
    }),
    dueAt: Instant,
    count: Type.Integer({ description: 'people: as they are now before the start, then frozen' }),
    status: Type.Enum(WAVE_STATES),
    stats: Nullable(StatsReply),
  }),
  {
    description:
      'In the order in which they come; empty unless deliverAt is `recipient` or scheduledAt is asked about',
  },
);

/** Actions without a body also take an empty object: some clients always send one. */
export const NoBody = Type.Unsafe<unknown>({
  anyOf: [{ type: 'null' }, { type: 'object', additionalProperties: false }],
});

export const CoverageReply = Type.Array(
  Type.Object({
    locale: Nullable(Type.String()),
    count: Type.Integer(),
    hasTemplate: Type.Boolean(),
  }),
);

export const ChoiceBody = Type.Unsafe<{ ids?: string[] } | null | undefined>({
  anyOf: [
    { type: 'null' },
    {
      type: 'object',
      properties: {
        ids: {
          type: 'array',
          minItems: 1,
          maxItems: 1000,
          items: { type: 'string', maxLength: 64 },
        },
      },
      additionalProperties: false,
    },
  ],
  description: 'The ids of `GET /campaigns/{id}/recipients`; all of them when missing',
  examples: [{ ids: ['msg_1234'] }],
});

export const ResolveBody = Type.Object(
  {
    action: Type.Enum(['resend', 'leave']),
    ids: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 1000 })),
  },
  { additionalProperties: false, examples: [{ action: 'resend', ids: ['msg_1234'] }] },
);

export const ChangedReply = Type.Intersect([
  CampaignReply,
  Type.Object({ changed: Type.Integer({ description: 'how many messages it was' }) }),
]);

export const RecipientQuery = Type.Object(
  {
    status: Type.Optional(Type.Enum(MESSAGE_STATES)),
    email: Type.Optional(
      Type.String({ maxLength: 320, description: 'Of the contact, as its address is now' }),
    ),
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    cursor: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
);

export const RecipientList = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Type.String({ examples: ['msg_1234'] }),
      contactId: Nullable(Type.String()),
      email: Nullable(Type.String({ description: 'null after an erasure' })),
      status: Type.Enum(MESSAGE_STATES),
      attempts: Type.Integer(),
      reason: Nullable(Type.String({ description: 'the reply of the server, or why not' })),
      nextAttemptAt: Nullable(Instant),
      finishedAt: Nullable(Instant),
    }),
  ),
  meta: Type.Object({ limit: Type.Integer(), nextCursor: Nullable(Type.String()) }),
});
