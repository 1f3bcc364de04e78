import Type from 'typebox';
import { EVENT_TYPES } from '../events/event.ts';
import { Instant, Nullable } from '../http/fields.ts';
import { MAX_URL_LENGTH } from './endpoint.ts';

const exampleId = '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10';
const exampleUrl = 'https://hooks.example.com/pressrun';
const exampleTime = '2026-03-01T09:30:00.000Z';

const Url = Type.String({
  minLength: 1,
  maxLength: MAX_URL_LENGTH,
  description: 'HTTPS on a public host',
});

// Unknown types are refused with their names by the use-case.
const Events = Type.Array(Type.String({ maxLength: 64 }), {
  minItems: 1,
  maxItems: 20,
  uniqueItems: true,
  description: EVENT_TYPES.join(', '),
});

const Secret = Type.String({
  minLength: 32,
  maxLength: 256,
  pattern: '^[\\x21-\\x7e]+$',
  description: 'Printable ASCII without spaces; made for you when missing',
});

const LongRetries = Type.Boolean({
  description: 'Ten tries over about three days (the default), or five within minutes',
});

export const NewEndpoint = Type.Object(
  {
    url: Url,
    events: Events,
    secret: Type.Optional(Secret),
    longRetries: Type.Optional(LongRetries),
  },
  {
    additionalProperties: false,
    examples: [{ url: exampleUrl, events: ['email.sent', 'contact.unsubscribed'] }],
  },
);

export const EndpointPatch = Type.Object(
  {
    url: Type.Optional(Url),
    events: Type.Optional(Events),
    longRetries: Type.Optional(LongRetries),
  },
  { additionalProperties: false, minProperties: 1, examples: [{ events: ['email.sent'] }] },
);

const endpoint = {
  id: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.Enum([...EVENT_TYPES])),
  enabled: Type.Boolean(),
  longRetries: LongRetries,
  disabledReason: Nullable(
    Type.String({ description: 'Why it was turned off, if a person did not do it' }),
  ),
  disabledAt: Nullable(Instant),
  failingSince: Nullable(Instant),
  pausedUntil: Nullable(Instant),
  previousSecretUntil: Nullable(Instant),
  createdAt: Instant,
  updatedAt: Instant,
};

const endpointExample = {
  id: exampleId,
  url: exampleUrl,
  events: ['email.sent'],
  enabled: true,
  longRetries: true,
  disabledReason: null,
  disabledAt: null,
  failingSince: null,
  pausedUntil: null,
  previousSecretUntil: null,
  createdAt: exampleTime,
  updatedAt: exampleTime,
};

export const Endpoint = Type.Object(endpoint, {
  description:
    '`failingSince`: every try since then has failed; after five days the endpoint is turned off. ' +
    '`pausedUntil`: the receiver asked with Retry-After for no request before. ' +
    '`previousSecretUntil`: until then the secret before the last rotation signs too.',
  examples: [endpointExample],
});
export const EndpointList = Type.Object({ data: Type.Array(Endpoint) });

export const CreatedEndpoint = Type.Object(
  { ...endpoint, secret: Type.String({ description: 'Shown this once' }) },
  { examples: [{ ...endpointExample, secret: 'whsec_…' }] },
);

export const Toggle = Nullable(
  Type.Object({ enabled: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
);

export const Rotation = Nullable(
  Type.Object(
    { secret: Type.Optional(Secret) },
    {
      additionalProperties: false,
      examples: [{ secret: 'a-secret-of-your-own-with-32-characters-or-more' }],
    },
  ),
);

export const Deleted = Type.Object({ deleted: Type.Boolean(), id: Type.String() });
