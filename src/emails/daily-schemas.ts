import Type from 'typebox';
import { Point } from '../messages/point-schema.ts';

export const DailyQuery = Type.Object(
  {
    days: Type.Integer({ minimum: 1, maximum: 366, default: 30, description: 'today included' }),
    timezone: Type.String({
      ...{ minLength: 1, maxLength: 64, default: 'UTC' },
      description: 'Whose days, an IANA zone',
      examples: ['Europe/Madrid'],
    }),
  },
  { additionalProperties: false },
);

export const DailyReply = Type.Object({
  timezone: Type.String(),
  data: Type.Array(Point, { description: 'One for each day, oldest first; the last one is today' }),
});
