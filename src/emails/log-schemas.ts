import Type from 'typebox';
import { Instant, Nullable } from '../http/fields.ts';
import { PageMeta, pageQuery } from '../http/paging.ts';
import { LOG_KINDS, LOG_STATES } from './email.ts';

const MAX_PAGE = 100;

const instant = Type.Optional(
  Type.String({ format: 'date-time', maxLength: 64, examples: ['2026-03-01T00:00:00.000Z'] }),
);

export const LogQuery = Type.Object(
  {
    ...pageQuery(MAX_PAGE),
    cursor: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description:
          '`meta.nextCursor` of the page before; `page` is ignored then, nothing is counted',
      }),
    ),
    status: Type.Optional(Type.Enum(LOG_STATES)),
    to: Type.Optional(Type.String({ minLength: 1, maxLength: 320 })),
    campaignId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    kind: Type.Optional(
      Type.Enum(LOG_KINDS, { description: "Only emails, or only campaigns' copies" }),
    ),
    from: instant,
    until: instant,
  },
  { additionalProperties: false },
);

const entry = {
  id: Type.String(),
  toEmail: Nullable(Type.String({ description: 'Null after an erasure' })),
  subject: Nullable(Type.String()),
  status: Type.Enum(LOG_STATES),
  provider: Type.String(),
  messageId: Nullable(Type.String()),
  createdAt: Instant,
  tags: Type.Array(Type.String()),
  metadata: Type.Object({}, { additionalProperties: true }),
  campaignId: Nullable(Type.String()),
  campaignName: Nullable(Type.String()),
  contactId: Nullable(Type.String({ description: 'Whose address it was' })),
  templateVersionId: Nullable(Type.String()),
  attempts: Type.Integer({ minimum: 0 }),
  reason: Nullable(Type.String({ description: "The server's last reply, or why it is not sent" })),
  sendAt: Nullable(Instant),
  finishedAt: Nullable(Instant),
};

export const LogPage = Type.Object({
  data: Type.Array(Type.Object(entry)),
  meta: Type.Object({
    ...Type.Partial(PageMeta).properties,
    limit: Type.Integer(),
    nextCursor: Nullable(Type.String()),
  }),
});

export const LogContent = Type.Object(
  { subject: Type.String(), html: Type.String(), text: Type.String() },
  {
    examples: [
      { subject: 'Your receipt', html: '<p>Thank you, Ana.</p>', text: 'Thank you, Ana.' },
    ],
  },
);

export const LogDetail = Type.Object({
  ...entry,
  events: Type.Array(
    Type.Object({
      id: Nullable(Type.String()),
      type: Type.String(),
      createdAt: Instant,
      data: Type.Object({}, { additionalProperties: true }),
    }),
  ),
});
