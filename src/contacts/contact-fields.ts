import Type, { type Static } from 'typebox';
import { Instant, LOCALES, Nullable } from '../http/fields.ts';
import { ConsentReply } from './consent-fields.ts';
import type { ContactLocale } from './contact.ts';

// Longer than any address: normaliseAddress() decides, this only keeps megabytes away from it.
const MAX_ADDRESS_INPUT = 320;

function textOrNull(maxLength: number, examples: string[]) {
  return Type.Unsafe<string | null>({
    type: ['string', 'null'],
    minLength: 1,
    maxLength,
    examples,
  });
}

const InstantOrNull = Type.Unsafe<Date | null>({ type: ['string', 'null'], format: 'date-time' });
const LocaleOrNull = Type.Unsafe<ContactLocale | null>({ enum: [...LOCALES, null] });
const ZoneOrNull = Type.Unsafe<string | null>({
  type: ['string', 'null'],
  minLength: 1,
  maxLength: 64,
  description: 'IANA time zone, for delivery in their own time; null: the campaign’s',
  examples: ['Europe/Madrid'],
});
const Email = Type.String({ maxLength: MAX_ADDRESS_INPUT, examples: ['ana@example.com'] });
const Attributes = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
  description: 'At most 8 KiB as JSON, 10 levels deep, keys of 1 to 128 characters',
  examples: [{ firstName: 'Ana', plan: 'pro' }],
});

const fields = {
  externalId: Type.Optional(textOrNull(128, ['customer-17'])),
  locale: Type.Optional(LocaleOrNull),
  timezone: Type.Optional(ZoneOrNull),
  optIn: Type.Optional(Type.Boolean()),
  attributes: Type.Optional(Attributes),
  consentVersion: Type.Optional(textOrNull(64, ['2026-02'])),
  source: Type.Optional(textOrNull(64, ['signup-form'])),
  projectId: Type.Optional(textOrNull(64, ['newsletter'])),
  consentAt: Type.Optional(
    Type.String({
      format: 'date-time',
      description:
        'When the person opted in or out, kept in the record of that (`GET /contacts/{id}/consent`); ' +
        'missing: now. By itself it changes nothing',
      examples: ['2026-02-01T00:00:00.000Z'],
    }),
  ),
  consentIp: Type.Optional(
    Type.Unsafe<string | null>({
      type: ['string', 'null'],
      maxLength: 45,
      description: 'The IPv4 or IPv6 address from which they did, likewise',
      examples: ['198.51.100.7'],
    }),
  ),
};

/** An upsert: missing fields are kept, null clears, `attributes` are replaced as a whole. */
export const ContactUpsert = Type.Object(
  { email: Email, ...fields },
  { additionalProperties: false },
);

export const ContactPatch = Type.Object(
  { email: Type.Optional(Email), ...fields },
  { additionalProperties: false },
);

/** What a valid PUT or PATCH body, or a row of a bulk upsert, holds. */
export type ContactInput = Static<typeof ContactPatch>;

/** A contact on the wire (contract: Contacts). */
export const ContactReply = Type.Object({
  id: Type.String({ format: 'uuid' }),
  email: Type.String(),
  externalId: textOrNull(128, ['customer-17']),
  locale: LocaleOrNull,
  timezone: ZoneOrNull,
  optIn: Type.Boolean(),
  attributes: Attributes,
  consentVersion: textOrNull(64, ['2026-02']),
  source: textOrNull(64, ['signup-form']),
  projectId: textOrNull(64, ['newsletter']),
  createdAt: Instant,
  updatedAt: Instant,
  unsubscribedAt: InstantOrNull,
  suppressedAt: InstantOrNull,
});

export type ContactReply = Static<typeof ContactReply>;

/** A single contact also says what it last decided, and how that is known (P46). */
export const ContactDetail = Type.Intersect([
  ContactReply,
  Type.Object({ consent: Nullable(ConsentReply) }),
]);

export const BulkReply = Type.Object({
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  failed: Type.Integer(),
  errors: Type.Array(
    Type.Object({
      index: Type.Integer({ description: 'Place of the row in the request, from 0' }),
      email: Type.Unsafe<string | null>({
        type: ['string', 'null'],
        description: 'As it was sent, if it was text; cut at 254 characters',
      }),
      message: Type.String(),
    }),
  ),
});

export type BulkReply = Static<typeof BulkReply>;
