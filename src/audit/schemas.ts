import Type from 'typebox';
import { Instant, Nullable } from '../http/fields.ts';
import { pageQuery } from '../http/paging.ts';

const id = '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10';
const instant = { format: 'date-time', examples: ['2026-02-01T00:00:00.000Z'] };
const Fields = Nullable(Type.Object({}, { additionalProperties: true }));

export const AuditQuery = Type.Object(
  {
    ...pageQuery(100),
    cursor: Type.Optional(
      Type.String({ maxLength: 64, description: '`meta.nextCursor` of the page before' }),
    ),
    action: Type.Optional(
      Type.String({
        ...{ minLength: 1, maxLength: 64, examples: ['campaign.send'] },
        description:
          'One action, or a noun for all that was done to things of this kind: `campaign`',
      }),
    ),
    actor: Type.Optional(
      Type.String({ format: 'uuid', examples: [id], description: 'The id of a key or a user' }),
    ),
    since: Type.Optional(Type.String(instant)),
    until: Type.Optional(Type.String({ ...instant, description: 'Before this instant' })),
  },
  { additionalProperties: false },
);

const AuditEntry = Type.Object(
  {
    id: Type.String(),
    actor: Type.Object({
      type: Type.Enum(['api_key', 'user', 'operator']),
      id: Nullable(Type.String()),
    }),
    actorLabel: Nullable(
      Type.String({ description: 'Name of the key, address of the user; null when they are gone' }),
    ),
    action: Type.String(),
    subjectId: Nullable(Type.String()),
    before: Fields,
    after: Fields,
    ip: Nullable(Type.String()),
    userAgent: Nullable(Type.String()),
    createdAt: Instant,
  },
  {
    examples: [
      {
        ...{ id, actor: { type: 'user', id }, actorLabel: 'ana@example.com' },
        ...{ action: 'campaign.send', subjectId: id },
        ...{ before: { status: 'DRAFT' }, after: { status: 'SENDING' } },
        ...{ ip: '203.0.113.7', userAgent: 'curl/8.5.0', createdAt: '2026-03-01T09:30:00.000Z' },
      },
    ],
  },
);

export const AuditPage = Type.Object({
  data: Type.Array(AuditEntry),
  meta: Type.Object({
    page: Type.Optional(Type.Integer()),
    limit: Type.Integer(),
    total: Type.Optional(Type.Integer({ description: 'Not counted on pages after a cursor' })),
    totalPages: Type.Optional(Type.Integer()),
    nextCursor: Nullable(Type.String()),
  }),
});
