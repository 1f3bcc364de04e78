import Type from 'typebox';
import { Instant, Nullable } from '../http/fields.ts';
import { PageMeta, pageQuery } from '../http/paging.ts';

/** More would make a browser crawl; the file in the outbox has all of it. */
export const SHOWN_SOURCE = 1_000_000;

export const OutboxQuery = Type.Object(
  {
    ...pageQuery(100),
    q: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Part of sender, recipients or subject, in the newest 10,000 messages',
      }),
    ),
  },
  { additionalProperties: false },
);

const entry = {
  id: Type.String(),
  from: Type.String(),
  to: Type.String(),
  subject: Type.String(),
  date: Instant,
  size: Type.Integer({ description: 'Octets' }),
};

const example = {
  id: '20260301T093000000Z-00000001a3c4-0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10',
  from: 'The Weekly <weekly@example.com>',
  to: 'ana@example.com',
  subject: 'The first issue',
  date: '2026-03-01T09:30:00.000Z',
  size: 4_210,
};

export const OutboxList = Type.Object(
  {
    data: Type.Array(Type.Object(entry)),
    meta: PageMeta,
    takesLiveMail: Type.Boolean({
      description: 'False: live mail goes to a relay, and only that of test keys comes here',
    }),
  },
  {
    examples: [
      {
        data: [example],
        meta: { page: 1, limit: 20, total: 1, totalPages: 1 },
        takesLiveMail: true,
      },
    ],
  },
);

export const OutboxMessage = Type.Object(
  {
    ...entry,
    headers: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
    text: Nullable(Type.String()),
    html: Nullable(
      Type.String({ description: 'As it came: show it where no script of it can run' }),
    ),
    source: Type.String({ description: 'The first million characters' }),
  },
  {
    examples: [
      {
        ...example,
        headers: [{ name: 'Subject', value: 'The first issue' }],
        text: 'Hello Ana',
        html: '<p>Hello Ana</p>',
        source: 'Subject: The first issue\r\n\r\n…',
      },
    ],
  },
);
