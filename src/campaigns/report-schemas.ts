import Type from 'typebox';
import { Nullable } from '../http/fields.ts';
import { MESSAGE_STATES } from '../messages/message.ts';
import { Point } from '../messages/point-schema.ts';
import { EngagementReply, StatsReply } from './schemas.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });

export const ReportQuery = Type.Object(
  {
    timezone: Type.String({
      ...{ minLength: 1, maxLength: 64, default: 'UTC' },
      description: 'Whose days `timeline` has, an IANA zone; no matter for hours',
      examples: ['Europe/Madrid'],
    }),
  },
  { additionalProperties: false },
);

export const ReportReply = Type.Object({
  stats: StatsReply,
  engagement: EngagementReply,
  tracking: Type.Object(
    { opens: Type.Boolean(), clicks: Type.Boolean() },
    { description: 'whether opens and clicks of its mail are seen' },
  ),
  unsubscribed: count('people who took themselves off through a link of this campaign'),
  failures: Type.Array(
    Type.Object({
      code: Nullable(
        Type.String({ description: 'RFC 3463, else the reply code', examples: ['5.1.1'] }),
      ),
      reply: Nullable(Type.String({ description: 'one of the replies' })),
      count: Type.Integer(),
    }),
    { description: 'FAILED messages by what the server said, the most frequent first; 20 at most' },
  ),
  skips: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() }), {
    description: 'SKIPPED messages by reason',
  }),
  doubts: Type.Object(
    { open: Type.Integer(), left: Type.Integer() },
    { description: 'UNKNOWN messages that wait for a word, and those that an operator left so' },
  ),
  links: Type.Array(
    Type.Object({
      id: Type.String(),
      url: Type.String(),
      clicks: count('by persons'),
      uniqueClicks: count('messages in which it was clicked'),
    }),
    { description: 'Links that were clicked, the most clicked first; 100 at most' },
  ),
  timeline: Type.Object(
    { unit: Type.Enum(['hour', 'day']), points: Type.Array(Point) },
    {
      description:
        'Hours while the whole is no longer than three days, else days; without gaps, and 366 points ' +
        'at most',
    },
  ),
});

export const RecipientExportQuery = Type.Object(
  { status: Type.Optional(Type.Enum(MESSAGE_STATES)) },
  { additionalProperties: false },
);
