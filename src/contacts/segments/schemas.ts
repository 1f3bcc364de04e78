import Type from 'typebox';
import { Instant } from '../../http/fields.ts';
import { PageMeta, pageQuery } from '../../http/paging.ts';
import { AudienceFilter, MAX_EXCLUDED } from '../audience-filter.ts';
import { ContactReply } from '../contact-fields.ts';
import { FilterBody, FilterReply } from '../filter/schema.ts';
import { LONGEST_COUNT_MS } from './count.ts';

const name = Type.String({ minLength: 1, maxLength: 200, examples: ['Pro, not Spanish'] });

export const SegmentCreate = Type.Object(
  { name, filter: FilterBody },
  { additionalProperties: false },
);

export const SegmentChange = Type.Object(
  { name: Type.Optional(name), filter: Type.Optional(FilterBody) },
  { additionalProperties: false, minProperties: 1 },
);

const fields = {
  id: Type.String({ format: 'uuid' }),
  name,
  filter: FilterReply,
  createdAt: Instant,
  updatedAt: Instant,
};

export const SegmentReply = Type.Object(fields);
export const SegmentList = Type.Object({ data: Type.Array(SegmentReply), meta: PageMeta });
export const SegmentQuery = Type.Object(pageQuery(100), { additionalProperties: false });
export const SegmentDeleted = Type.Object({ deleted: Type.Boolean(), id: Type.String() });

const used = { id: Type.String({ format: 'uuid' }), name: Type.String() };

export const SegmentShown = Type.Object({
  ...fields,
  usage: Type.Object(
    {
      segments: Type.Array(Type.Object(used)),
      campaigns: Type.Array(Type.Object({ ...used, status: Type.String({ examples: ['DRAFT'] }) })),
    },
    { description: 'Segments and campaigns that are not over, at most 100 of each' },
  ),
});

export const CountBody = Type.Object(
  {
    filter: Type.Optional(FilterBody),
    segmentId: Type.Optional(Type.String({ maxLength: 64 })),
    exclude: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), {
        maxItems: MAX_EXCLUDED,
        description: 'Segments to leave out of `filter` or `segmentId`',
      }),
    ),
    audienceFilter: Type.Optional(AudienceFilter),
    atMostMs: Type.Optional(
      Type.Integer({
        minimum: 10,
        maximum: LONGEST_COUNT_MS,
        description: 'How long counting may take before it is estimated; 5,000 unless given',
      }),
    ),
    sample: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 50,
        description: 'How many of the contacts to show, the newest first; none unless given',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'One of `filter`, `segmentId` and `audienceFilter`',
    examples: [{ filter: { field: 'attributes.plan', op: 'eq', value: 'pro' } }],
  },
);

export const CountReply = Type.Object({
  count: Type.Integer({ description: 'Contacts; suppressed ones among them' }),
  exact: Type.Boolean({
    description: 'false: estimated from a sample of 20,000, because counting took too long',
  }),
  indexed: Type.Boolean({ description: 'Whether indexes answer it; else every contact is read' }),
  slowParts: Type.Array(
    Type.Object({
      path: Type.String({ examples: ['filter.and.0'] }),
      why: Type.String({ examples: ['there is no index for contains on attributes.city'] }),
    }),
    { description: 'The parts that no index answers, when it is not indexed' },
  ),
  tookMs: Type.Integer({ description: 'Of the counting' }),
  sample: Type.Optional(
    Type.Array(ContactReply, {
      description: 'As many as were asked for; fewer than there are if finding them takes too long',
    }),
  ),
});

export const SegmentContactsQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 20 }),
    cursor: Type.Optional(Type.String({ description: '`meta.nextCursor` of the page before' })),
  },
  { additionalProperties: false },
);

export const SegmentContacts = Type.Object({
  data: Type.Array(ContactReply),
  meta: Type.Object({
    limit: Type.Integer(),
    nextCursor: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  }),
});
