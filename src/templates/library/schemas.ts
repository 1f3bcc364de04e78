import Type from 'typebox';
import { PageMeta, pageQuery } from '../../http/paging.ts';
import { MAX_SLUG_LENGTH, SLUG } from '../slug.ts';
import { VARIABLE_TYPES } from '../variables.ts';
import { LIBRARY_CATEGORIES } from './library-template.ts';

const closed = { additionalProperties: false };

export const LibraryQuery = Type.Object(
  {
    ...pageQuery(100),
    category: Type.Optional(Type.Enum(LIBRARY_CATEGORIES)),
    search: Type.Optional(
      Type.String({ maxLength: 200, description: 'Part of the name, description or subject' }),
    ),
  },
  closed,
);

const entry = {
  id: Type.String({ examples: ['digest'] }),
  name: Type.String({ examples: ['Digest'] }),
  description: Type.String({ examples: ['Three short stories with a link each.'] }),
  category: Type.Enum(LIBRARY_CATEGORIES),
  subject: Type.String({ examples: ['{{newsletterName}}: three things worth your time'] }),
};

export const LibraryReply = Type.Object({
  ...entry,
  htmlBody: Type.String({ examples: ['<!doctype html>…'] }),
  variables: Type.Array(
    Type.Object({
      name: Type.String({ examples: ['firstName'] }),
      type: Type.Enum(VARIABLE_TYPES),
      fallback: Type.Optional(Type.String({ examples: ['there'] })),
    }),
  ),
});

/** Whole, for all that is done with a list of them is to show them: each is below 20 kB. */
export const LibraryList = Type.Object({ data: Type.Array(LibraryReply), meta: PageMeta });

export const CloneBody = Type.Unsafe<{ name?: string; slug?: string } | null | undefined>({
  anyOf: [
    { type: 'null' },
    {
      type: 'object',
      properties: {
        name: {
          ...{ type: 'string', minLength: 1, maxLength: 200, pattern: '\\S' },
          description: 'Missing: the name that it has in the library',
        },
        slug: { type: 'string', minLength: 1, maxLength: MAX_SLUG_LENGTH, pattern: SLUG },
      },
      additionalProperties: false,
    },
  ],
  examples: [{ name: 'Our monthly letter' }],
});
