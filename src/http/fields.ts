import Type, { type TSchema } from 'typebox';

/** An instant on the wire: ISO 8601 in UTC with milliseconds (contract, first paragraph). */
export const Instant = Type.Unsafe<Date>({ type: 'string', format: 'date-time' });

/** A value or null. */
export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** The languages that contacts, variants and the unsubscribe page know (contract: Contacts). */
export const LOCALES = ['es', 'en', 'it', 'fr', 'ca', 'de'] as const;
export const Locale = Type.Enum(LOCALES);

/** Path parameter. Any text is taken: one that can't be an id is "not found", like a foreign one. */
export const IdParams = Type.Object({ id: Type.String() });
