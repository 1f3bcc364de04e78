import Type from 'typebox';
import { Instant, Nullable } from '../http/fields.ts';
import { DELIVERY_KINDS, DELIVERY_STATUSES } from './delivery.ts';

const exampleId = '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10';
const exampleTime = '2026-03-01T09:30:00.000Z';

export const DeliveryQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    cursor: Type.Optional(
      Type.String({ maxLength: 200, description: '`meta.nextCursor` of the page before' }),
    ),
    status: Type.Optional(Type.Enum(DELIVERY_STATUSES)),
  },
  { additionalProperties: false },
);

/** The names of the path's parameters are not `id` twice. */
export const DeliveryParams = Type.Object({ id: Type.String(), deliveryId: Type.String() });

export const TestEvent = Nullable(
  Type.Object(
    { event: Type.Optional(Type.String({ maxLength: 64, description: 'A type of event' })) },
    { additionalProperties: false, examples: [{ event: 'email.sent' }] },
  ),
);

export const Delivery = Type.Object(
  {
    id: Type.String(),
    endpointId: Type.String(),
    kind: Type.Enum(DELIVERY_KINDS),
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
        endpointId: exampleId,
        kind: 'event',
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
  meta: Type.Object({ limit: Type.Integer(), nextCursor: Nullable(Type.String()) }),
});
