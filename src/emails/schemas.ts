import Type, { type TSchema } from 'typebox';
import { Locale } from '../http/fields.ts';
import { MAX_SUBJECT_LENGTH } from '../templates/publish.ts';
import { MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS } from './attachments.ts';
import { MOST_RECIPIENTS } from './send-batch.ts';

// Longer than any address: normaliseAddress() decides, this only keeps megabytes away from it.
const Address = Type.String({ minLength: 1, maxLength: 320, examples: ['ana@example.com'] });
const Values = (description: string) =>
  Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true, description });
const Key = Type.String({
  minLength: 1,
  maxLength: 255,
  description: 'Same key and body: the same answer and no second email, for 24 hours',
});

const Data = Values('What the variables print, at most 64 KiB as JSON');
const Metadata = Values(
  'Yours, at most 8 KiB as JSON; comes back in events and the log. Strings feed variables too.',
);

/** Base64 has four characters for three octets, and may have line breaks. */
const MOST_BASE64 = Math.ceil(MAX_ATTACHMENT_BYTES / 3) * 4 + 500_000;
const Attachment = Type.Object(
  {
    filename: Type.String({ minLength: 1, maxLength: 255 }),
    contentType: Type.String({ minLength: 3, maxLength: 127 }),
    content: Type.String({ maxLength: MOST_BASE64, description: 'Base64' }),
    contentId: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        description: 'Shown in the HTML as `cid:` and this; else the file is only attached',
      }),
    ),
  },
  { additionalProperties: false },
);

const sender = {
  fromEmail: Type.Optional(Address),
  fromName: Type.Optional(Type.String({ maxLength: 200 })),
  replyTo: Type.Optional(Address),
  projectId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
};
const Switch = Type.Boolean({
  description: 'false: not tracked, though the tenant tracks; true changes nothing',
});
const labels = {
  tags: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 20, uniqueItems: true }),
  ),
  metadata: Type.Optional(Metadata),
  trackOpens: Type.Optional(Switch),
  trackClicks: Type.Optional(Switch),
  idempotencyKey: Type.Optional(Key),
};
const content = {
  subject: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: MAX_SUBJECT_LENGTH,
      description: 'Required unless a template version is sent, whose own it replaces',
    }),
  ),
  htmlBody: Type.Optional(
    Type.String({ minLength: 1, description: 'At most 1 MB; ignored with templateVersionId' }),
  ),
  textBody: Type.Optional(
    Type.String({ description: 'At most 1 MB; made from the HTML when missing' }),
  ),
  templateVersionId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  unsubscribeLang: Type.Optional(Locale),
};
const attachments = Type.Optional(
  Type.Array(Attachment, {
    maxItems: MAX_ATTACHMENTS,
    description: '10 MB together; only with htmlBody',
  }),
);

const single = { to: Address, data: Type.Optional(Data), ...content, ...sender, ...labels };
const example = {
  to: 'ana@example.com',
  subject: 'Your receipt, {{name}}',
  htmlBody: '<p>Thank you, {{name}}.</p>',
  data: { name: 'Ana' },
  tags: ['receipt'],
};

function strict<T extends Record<string, TSchema>>(properties: T, one: Record<string, unknown>) {
  return Type.Object(properties, { additionalProperties: false, examples: [one] });
}

export const SendEmail = strict({ ...single, attachments }, example);

export const SendQuery = Type.Object(
  {
    sync: Type.Optional(
      Type.Boolean({ description: 'Deliver before answering, for which 30 s are waited at most' }),
    ),
  },
  { additionalProperties: false },
);

export const ScheduleEmail = strict(
  {
    ...single,
    attachments,
    sendAt: Type.String({
      format: 'date-time',
      maxLength: 64,
      description: 'An instant ahead, within 366 days',
    }),
  },
  { ...example, sendAt: '2040-05-01T09:00:00.000Z' },
);

export const SendTemplate = strict(
  {
    slug: Type.String({ minLength: 1, maxLength: 200 }),
    to: Address,
    data: Type.Optional(Data),
    subject: content.subject,
    unsubscribeLang: content.unsubscribeLang,
    ...sender,
    ...labels,
  },
  { slug: 'receipt', to: 'ana@example.com', data: { name: 'Ana' } },
);

export const SendBatch = strict(
  {
    recipients: Type.Array(
      Type.Object(
        { to: Type.String({ minLength: 1, maxLength: 320 }), vars: Type.Optional(Data) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: MOST_RECIPIENTS },
    ),
    ...content,
    ...sender,
    ...labels,
  },
  {
    recipients: [
      { to: 'ana@example.com', vars: { name: 'Ana' } },
      { to: 'ben@example.com', vars: { name: 'Ben' } },
    ],
    subject: 'Hello {{name}}',
    htmlBody: '<p>Hello {{name}}.</p>',
  },
);
