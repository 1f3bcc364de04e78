import Type from 'typebox';
import { Instant } from '../http/fields.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });

/** One hour or day of mail on the wire. */
export const Point = Type.Object({
  at: Type.Unsafe<Date>({ ...Instant, description: 'Where the hour or day begins' }),
  sent: count('accepted then'),
  failed: count('failed then, each time'),
  opens: count('of campaigns, by persons'),
  uniqueOpens: count('messages opened for the first time'),
  clicks: count('of campaigns, by persons'),
  uniqueClicks: count('messages in which something was clicked for the first time'),
  unsubscribed: count('people, through the link of a campaign'),
});
