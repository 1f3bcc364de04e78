import Type from 'typebox';
import { Instant, Locale, Nullable } from '../http/fields.ts';
import { CHOOSABLE_FINDINGS } from '../lib/finding.ts';

const id = '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10';
const strict = { additionalProperties: false };
const Name = Type.String({ minLength: 1, maxLength: 200 });

const DefaultSender = Type.Object(
  {
    email: Type.String({ minLength: 3, maxLength: 320 }),
    name: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 200 }))),
  },
  strict,
);

const Preflight = Type.Object(
  {
    blocking: Type.Array(Type.Enum(CHOOSABLE_FINDINGS), {
      ...{ uniqueItems: true, maxItems: CHOOSABLE_FINDINGS.length },
      description: 'findings of a pre-flight that refuse a send, beside those that always do',
    }),
  },
  strict,
);

export const TenantReply = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    monthlyQuota: Nullable(
      Type.Integer({
        description: 'messages a month (UTC); null: any number. Set by the operator',
      }),
    ),
    usedThisMonth: Type.Integer({ description: 'messages enqueued since the month began' }),
    defaultLocale: Nullable(Type.String()),
    defaultSender: Nullable(Type.Object({ email: Type.String(), name: Nullable(Type.String()) })),
    postalAddress: Nullable(Type.String()),
    tracking: Type.Object(
      { opens: Type.Boolean(), clicks: Type.Boolean() },
      { description: 'whether opens and clicks of its mail are seen; off unless set' },
    ),
    preflight: Type.Object({ blocking: Type.Array(Type.String()) }),
    createdAt: Instant,
    updatedAt: Instant,
  },
  {
    examples: [
      {
        ...{ id, name: 'The Weekly', monthlyQuota: 100_000, usedThisMonth: 1_948 },
        defaultLocale: 'en',
        defaultSender: { email: 'news@example.com', name: 'The Weekly' },
        postalAddress: 'The Weekly, 1 Print Street, 08001 Barcelona',
        tracking: { opens: false, clicks: true },
        preflight: { blocking: ['postal_address_missing'] },
        createdAt: '2026-03-01T09:30:00.000Z',
        updatedAt: '2026-03-01T09:30:00.000Z',
      },
    ],
  },
);

export const TenantCreate = Type.Object(
  { name: Name },
  { ...strict, examples: [{ name: 'The Weekly' }] },
);

export const TenantChange = Type.Object(
  {
    name: Type.Optional(Name),
    defaultLocale: Type.Optional(Nullable(Locale)),
    defaultSender: Type.Optional(Nullable(DefaultSender)),
    postalAddress: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 500 }))),
    tracking: Type.Optional(
      Type.Object(
        { opens: Type.Optional(Type.Boolean()), clicks: Type.Optional(Type.Boolean()) },
        { ...strict, minProperties: 1 },
      ),
    ),
    preflight: Type.Optional(Preflight),
  },
  {
    ...{ ...strict, minProperties: 1 },
    examples: [
      {
        ...{ defaultLocale: 'en', tracking: { clicks: true } },
        postalAddress: 'The Weekly, 1 Print Street, 08001 Barcelona',
      },
    ],
  },
);
