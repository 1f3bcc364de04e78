import Type from 'typebox';
import { Locale } from '../http/fields.ts';
import { invalidField } from '../lib/errors.ts';

/** What a list and an export of contacts can be narrowed to. */
export const listFilter = {
  locale: Type.Optional(Locale),
  optIn: Type.Optional(Type.Boolean()),
  projectId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  segmentId: Type.Optional(
    Type.String({ maxLength: 64, description: 'Contacts of this segment; they are not counted' }),
  ),
  updatedSince: Type.Optional(
    Type.String({ format: 'date-time', examples: ['2026-02-01T00:00:00.000Z'] }),
  ),
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 254,
      description: 'Part of the address or the externalId, in any case',
    }),
  ),
};

/** The format lets a leap second pass (RFC 3339 §5.6), which Date can't hold: 400. */
export function readInstant(text: string): Date {
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw invalidField('updatedSince', 'must be a date and time (ISO 8601)');
}
