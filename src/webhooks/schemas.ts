import Type from 'typebox';
import { EVENT_TYPES } from '../events/event.ts';
import { Instant, Nullable } from '../http/fields.ts';
import { DELIVERY_STATUSES } from './delivery.ts';
import { MAX_URL_LENGTH } from './endpoint.ts';

const exampleId = '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10';
const exampleUrl = 'https://hooks.example.com/pressrun';
const exampleTime = '2026-03-01T09:30:00.000Z';

export const NewEndpoint = Type.Object(
  {
    url: Type.String({
      minLength: 1,
      maxLength: MAX_URL_LENGTH,
      description: 'HTTPS on a public host',
    }),
    // Unknown types are refused with their names by the use-case.
    events: Type.Array(Type.String({ maxLength: 64 }), {
      minItems: 1,
      maxItems: 20,
      uniqueItems: true,
      description: EVENT_TYPES.join(', '),
    }),
    secret: Type.Optional(
      Type.String({
        minLength: 32,
        maxLength: 256,
        pattern: '^[\\x21-\\x7e]+$',
        description: 'Printable ASCII without spaces; made for you when missing',
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [{ url: exampleUrl, events: ['email.sent', 'contact.unsubscribed'] }],
  },
);

const endpoint = {
  id: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.String()),
  enabled: Type.Boolean(),
  createdAt: Instant,
  updatedAt: Instant,
};

const endpointExample = {
  id: exampleId,
  url: exampleUrl,
  events: ['email.sent'],
  enabled: true,
  createdAt: exampleTime,
  updatedAt: exampleTime,
};

export const Endpoint = Type.Object(endpoint, { examples: [endpointExample] });
export const EndpointList = Type.Object({ data: Type.Array(Endpoint) });

export const CreatedEndpoint = Type.Object(
  {
    ...endpoint,
    secret: Type.String({ description: 'Shown this once' }),
  },
  { examples: [{ ...endpointExample, secret: 'whsec_…' }] },
);

export const Toggle = Nullable(
  Type.Object({ enabled: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
);

export const DeliveryQuery = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }) },
  { additionalProperties: false },
);

const Delivery = Type.Object(
  {
    id: Type.String(),
    event: Nullable(Type.String()),
    payload: Nullable(
      Type.Object({
        id: Type.String(),
        type: Type.String(),
        createdAt: Type.String({ format: 'date-time' }),
        tenantId: Type.String(),
        data: Type.Object({}, { additionalProperties: true }),
      }),
    ),
    status: Type.Enum(DELIVERY_STATUSES),
    statusCode: Nullable(Type.Integer()),
    responseBody: Nullable(Type.String({ description: 'Cut at 4 kB' })),
    error: Nullable(Type.String()),
    attempt: Type.Integer({ description: 'Tries so far' }),
    nextAttemptAt: Nullable(Instant),
    deliveredAt: Nullable(Instant),
    createdAt: Instant,
  },
  {
    examples: [
      {
        id: exampleId,
        event: 'contact.unsubscribed',
        payload: null,
        status: 'DELIVERED',
        statusCode: 200,
        responseBody: 'ok',
        error: null,
        attempt: 1,
        nextAttemptAt: null,
        deliveredAt: exampleTime,
        createdAt: exampleTime,
      },
    ],
  },
);

export const DeliveryList = Type.Object({
  data: Type.Array(Delivery),
  meta: Type.Object({ limit: Type.Integer() }),
});

export const Deleted = Type.Object({ deleted: Type.Boolean(), id: Type.String() });
