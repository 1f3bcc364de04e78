import Type from 'typebox';
import { Instant, Nullable } from '../http/fields.ts';
import { SUPPRESSION_REASONS } from './suppression.ts';

const Reason = Type.Enum(SUPPRESSION_REASONS);
const Email = Type.String({ minLength: 1, maxLength: 320 });
const exampleId = '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10';

export const Suppression = Type.Object(
  { email: Nullable(Type.String()), reason: Reason, createdAt: Instant },
  {
    description: '`email` is null after an erasure; the address stays suppressed by a keyed hash.',
    examples: [
      { email: 'ana@example.com', reason: 'manual', createdAt: '2026-03-01T09:30:00.000Z' },
    ],
  },
);

export const SuppressionList = Type.Object({
  data: Type.Array(Suppression),
  meta: Type.Object({ limit: Type.Integer(), nextCursor: Nullable(Type.String()) }),
});

export const NewSuppression = Type.Object(
  { email: Email, reason: Type.Optional(Type.Enum(SUPPRESSION_REASONS, { default: 'manual' })) },
  { additionalProperties: false, examples: [{ email: 'ana@example.com', reason: 'manual' }] },
);

const filter = {
  reason: Type.Optional(Reason),
  q: Type.Optional(
    Type.String({ minLength: 1, maxLength: 254, description: 'Part of the address, in any case' }),
  ),
};

export const ExportQuery = Type.Object(filter, { additionalProperties: false });

export const ListQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
    ...filter,
  },
  { additionalProperties: false },
);

export const EmailParams = Type.Object({ email: Type.String() });

export const ImportQuery = Type.Object(
  { reason: Type.Enum(SUPPRESSION_REASONS, { default: 'manual' }) },
  { additionalProperties: false },
);

export const ImportList = Type.Object(
  {
    suppressions: Type.Array(
      Type.Object(
        {
          email: Type.String({ maxLength: 320 }),
          reason: Type.Optional(Type.String({ maxLength: 64 })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 1_000 },
    ),
  },
  {
    additionalProperties: false,
    examples: [{ suppressions: [{ email: 'ana@example.com', reason: 'bounce' }] }],
  },
);

export const ImportReply = Type.Object(
  {
    created: Type.Integer(),
    strengthened: Type.Integer({ description: 'Were there, and have a stronger reason now' }),
    unchanged: Type.Integer({ description: 'Were there already, or stood there twice' }),
    failed: Type.Integer(),
    errors: Type.Array(
      Type.Object({
        row: Type.Integer({ description: 'Line of the file, or position in the list from 1' }),
        email: Type.String(),
        message: Type.String(),
      }),
      { description: 'The first 1,000' },
    ),
  },
  { examples: [{ created: 1, strengthened: 0, unchanged: 0, failed: 0, errors: [] }] },
);

export const Removal = Type.Object(
  {
    deleted: Type.Boolean(),
    email: Type.String(),
    reason: Reason,
    contact: Nullable(Type.Object({ id: Type.String(), optIn: Type.Boolean() })),
    message: Type.String({ description: 'What follows, for a person to read' }),
  },
  {
    examples: [
      {
        deleted: true,
        email: 'ana@example.com',
        reason: 'unsubscribe',
        contact: { id: exampleId, optIn: false },
        message: 'The address can get mail again that is not a campaign. …',
      },
    ],
  },
);
