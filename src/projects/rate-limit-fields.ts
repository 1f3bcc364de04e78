import Type from 'typebox';

const most = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 }));

/** An extension: at most so many messages in each second, minute, hour, day (UTC). */
export const RateLimitFields = Type.Object(
  { perSecond: most, perMinute: most, perHour: most, perDay: most },
  { additionalProperties: false, examples: [{ perMinute: 600 }] },
);
