import Type, { type TSchema } from 'typebox';
import { type Filter, MAX_PARTS, OPERATORS } from './filter.ts';

const INNER: TSchema = Type.Unsafe<object>({
  type: 'object',
  additionalProperties: true,
  description: 'A filter again, 10 levels deep at most',
});

const EXAMPLE: Filter = {
  and: [
    { field: 'attributes.plan', op: 'eq', value: 'pro' },
    { not: { field: 'locale', op: 'in', value: ['es', 'ca'] } },
    { field: 'createdAt', op: 'onOrAfter', value: '2026-02-01' },
  ],
};

const WORDS =
  'One of `and`, `or`, `not`, `segmentId`, or `field` with `op` and `value`. Fields: email, externalId, ' +
  'locale, optIn, consentVersion, source, projectId, createdAt, updatedAt, unsubscribedAt, imports ' +
  '(`has` an import id), activity (`sent`, `opened`, `clicked` a campaign id; `notMailedForDays`) and ' +
  'attributes.<name>, with dots into nested ones. What is missing fulfils no comparison, so `not` holds ' +
  'for contacts without the field too. At most 100 parts, lists of 1,000 values.';

/**
 * A filter, described two levels deep: openapi.json and its generated client have no recursion, and its
 * errors would name every shape that a part is not. `readFilter` checks all levels, with one path at fault.
 */
export const FilterBody = Type.Unsafe<Filter>({
  ...part(part(INNER)),
  description: WORDS,
  examples: [EXAMPLE],
});

/** A stored filter, on the wire. */
export const FilterReply = Type.Unsafe<Filter>({
  type: 'object',
  additionalProperties: true,
  examples: [EXAMPLE],
});

function part(inner: TSchema): TSchema {
  const list = { type: 'array', minItems: 1, maxItems: MAX_PARTS, items: inner };
  return Type.Unsafe<object>({
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      and: list,
      or: list,
      not: inner,
      segmentId: { type: 'string', maxLength: 64 },
      field: { type: 'string', maxLength: 1_400 },
      op: { type: 'string', enum: [...OPERATORS] },
      value: {
        description: 'A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000',
      },
    },
  });
}
