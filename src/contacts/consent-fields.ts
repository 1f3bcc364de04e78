import Type from 'typebox';
import { Instant, Nullable } from '../http/fields.ts';
import { CONSENT_KINDS, CONSENT_METHODS } from './consent-record.ts';

/** One opt-in or opt-out on the wire (P46; an extension of the contract). */
export const ConsentReply = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum(CONSENT_KINDS, {
      description: 'OPT_OUT is also the first record of a contact that was entered without consent',
    }),
    at: Type.Unsafe<Date>({
      ...Instant,
      description: 'When the person decided, if the caller said so (`consentAt`); else recordedAt',
    }),
    recordedAt: Instant,
    method: Type.Enum(CONSENT_METHODS, { description: 'How it reached us' }),
    source: Nullable(Type.String({ description: "The contact's `source` at that time" })),
    version: Nullable(Type.String({ description: "The contact's `consentVersion` at that time" })),
    ip: Nullable(
      Type.String({ description: 'Of the person, if the caller said so or they used our page' }),
    ),
    actor: Nullable(
      Type.Object(
        { type: Type.Enum(['api_key', 'user']), id: Type.String() },
        { description: 'Who wrote it down; null: the person did it, or it is not known' },
      ),
    ),
  },
  {
    examples: [
      {
        ...{ id: 'consent_1234', kind: 'OPT_IN', at: '2026-03-01T09:29:12.000Z' },
        ...{ recordedAt: '2026-03-01T09:30:00.000Z', method: 'api', source: 'signup-form' },
        ...{ version: '2026-02', ip: '198.51.100.7' },
        actor: { type: 'api_key', id: '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10' },
      },
    ],
  },
);

export const ConsentQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    cursor: Type.Optional(
      Type.String({ maxLength: 64, description: '`meta.nextCursor` of the page before' }),
    ),
  },
  { additionalProperties: false },
);

export const ConsentPage = Type.Object({
  data: Type.Array(ConsentReply),
  meta: Type.Object({ limit: Type.Integer(), nextCursor: Nullable(Type.String()) }),
});
