import Type, { type Static } from 'typebox';
import { Instant, Nullable } from '../http/fields.ts';
import { pageQuery } from '../http/paging.ts';
import { ATTRIBUTE_TYPES, ENCODINGS, FORMATS, IMPORT_STATES, UNMAPPED } from './import.ts';

const DELIMITER_NAMES = ['comma', 'semicolon', 'tab', 'pipe'] as const;
const Encoding = Type.Enum(ENCODINGS);

export const ImportQuery = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    dryRun: Type.Boolean({ default: false, description: 'Counts what would become of each row' }),
    mapping: Type.Optional(
      Type.String({
        minLength: 2,
        maxLength: 8_000,
        description:
          'A JSON object: column (NDJSON: key) → field of a contact, `attributes.name`, or null for one ' +
          'that is not read. Columns that it does not name are read by their names. Attributes are text, ' +
          'unless it says `{"field":"attributes.name","type":"number"}`, or `boolean`: what is none ' +
          'fails its row.',
        examples: [
          '{"E-Mail":"email","Seats":{"field":"attributes.seats","type":"number"},"Note":null}',
        ],
      }),
    ),
    unmapped: Type.Optional(
      Type.Enum(UNMAPPED, {
        description:
          'What becomes of columns that no field is known for. CSV: ignored, and listed in the receipt, ' +
          'unless this says otherwise; NDJSON: such rows fail, as in a bulk upsert',
      }),
    ),
    delimiter: Type.Enum(['auto', ...DELIMITER_NAMES], { default: 'auto' }),
    encoding: Type.Enum(['auto', ...ENCODINGS], { default: 'auto' }),
    optIn: Type.Optional(Type.Boolean({ description: 'For rows without their own' })),
    source: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'For rows without their own' }),
    ),
    consentVersion: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'For rows without their own' }),
    ),
  },
  { additionalProperties: false },
);

export type ImportQuery = Static<typeof ImportQuery>;

const Count = Type.Integer({ minimum: 0 });

export const ImportReply = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Nullable(Type.String()),
  status: Type.Enum(IMPORT_STATES),
  reason: Nullable(Type.String({ description: 'Why it FAILED' })),
  format: Type.Enum(FORMATS),
  dryRun: Type.Boolean(),
  encoding: Nullable(Encoding),
  delimiter: Nullable(Type.Enum(DELIMITER_NAMES)),
  columns: Nullable(
    Type.Array(
      Type.Object({
        column: Type.String(),
        field: Nullable(Type.String({ description: 'Null: not read' })),
        type: Type.Optional(
          Type.Enum(ATTRIBUTE_TYPES, { description: 'Of an attribute; missing: text' }),
        ),
      }),
    ),
  ),
  bytes: Type.Integer({ description: 'Octets of the text as UTF-8, after decompression' }),
  progress: Type.Integer({ minimum: 0, maximum: 100, description: 'Per cent of the file' }),
  rows: Type.Integer({ description: 'Read so far: created + updated + unchanged + failed' }),
  created: Count,
  updated: Count,
  unchanged: Count,
  failed: Count,
  suppressed: Type.Integer({
    description: 'Of those that did not fail: their address is suppressed, so they get nothing',
  }),
  createdAt: Instant,
  receivedAt: Nullable(Instant),
  startedAt: Nullable(Instant),
  finishedAt: Nullable(Instant),
});

export type ImportReply = Static<typeof ImportReply>;

export const ListQuery = Type.Object(pageQuery(100), { additionalProperties: false });

export const ImportList = Type.Object({
  data: Type.Array(ImportReply),
  meta: Type.Object({
    page: Type.Integer(),
    limit: Type.Integer(),
    total: Type.Integer(),
    totalPages: Type.Integer(),
  }),
});

const CSV_EXAMPLE = 'email,locale,attributes.plan\r\nana@example.com,es,pro\r\n';
const NDJSON_EXAMPLE = '{"email":"ana@example.com","attributes":{"plan":"pro"}}\n';

/** Bodies are streams: nothing of them is checked before they are read. */
export const UploadBody = {
  content: {
    'text/csv': { schema: Type.Unsafe<unknown>({ examples: [CSV_EXAMPLE] }) },
    'application/x-ndjson': { schema: Type.Unsafe<unknown>({ examples: [NDJSON_EXAMPLE] }) },
  },
};

export const TextReply = { content: { 'text/csv': { schema: Type.String() } } };
