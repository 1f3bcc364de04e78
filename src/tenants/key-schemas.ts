import Type from 'typebox';
import { Instant, Nullable } from '../http/fields.ts';
import { SCOPES } from '../http/scope.ts';

const id = '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10';
const Mode = Type.Enum(['live', 'test']);
const example = {
  ...{ id, name: 'Website', mode: 'live', scopes: ['contacts:write'] },
  ...{ prefix: 'mc_live_4bTz', lastFour: '9xQe', createdAt: '2026-03-01T09:30:00.000Z' },
};

const key = {
  id: Type.String(),
  name: Type.String(),
  mode: Mode,
  scopes: Type.Array(Type.String()),
  prefix: Type.String(),
  lastFour: Type.String(),
  createdAt: Instant,
};

export const ApiKeyReply = Type.Object(
  {
    ...{ ...key, lastUsedAt: Nullable(Instant) },
    createdBy: Nullable(
      Type.String({ description: 'Address of the user who made it; null for the operator’s' }),
    ),
  },
  { examples: [{ ...example, lastUsedAt: null, createdBy: 'ana@example.com' }] },
);
export const ApiKeyList = Type.Object({ data: Type.Array(ApiKeyReply) });

export const ApiKeyCreated = Type.Object(
  { ...key, key: Type.String({ description: 'The key itself, this once' }) },
  { examples: [{ ...example, key: 'mc_live_4bTz…9xQe' }] },
);

export const ApiKeyCreate = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    scopes: Type.Array(Type.Enum([...SCOPES]), { minItems: 1, maxItems: SCOPES.length }),
    mode: Type.Optional(Type.Enum(['live', 'test'], { default: 'live' })),
  },
  { additionalProperties: false, examples: [{ name: 'Website', scopes: ['contacts:write'] }] },
);

export const KeyParams = Type.Object({ id: Type.String(), keyId: Type.String() });

export const KeyRevoked = Type.Object({ deleted: Type.Boolean(), id: Type.String() });
