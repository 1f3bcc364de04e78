import Type from 'typebox';

/** `?page&limit` with the contract's ceiling (Limits: 500 for contacts, 100 elsewhere). */
export function pageQuery(maxLimit: number) {
  return {
    page: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }),
    limit: Type.Integer({ minimum: 1, maximum: maxLimit, default: 20 }),
  };
}

export const PageMeta = Type.Object({
  page: Type.Integer(),
  limit: Type.Integer(),
  total: Type.Integer(),
  totalPages: Type.Integer(),
  nextCursor: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});

export type Page = { page: number; limit: number };

/** The contract's `meta`; `totalPages` is 0 when there is nothing. */
export function pageMeta({ page, limit }: Page, total: number) {
  return { page, limit, total, totalPages: Math.ceil(total / limit) };
}

export function pageOffset({ page, limit }: Page): number {
  return (page - 1) * limit;
}
