import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import type { Attachment } from './attachment.ts';
import { filenameParameter } from './filename-parameter.ts';
import { compileMessage } from './mime.ts';
import { constantPattern } from './pattern.ts';

const program = compileMessage({
  from: { address: 'news@example.com' },
  subject: constantPattern('Files'),
  text: constantPattern('Text.\n'),
  html: constantPattern('<p><img src="cid:logo@shop"></p>'),
});

function compose(attachments: Attachment[]): Buffer {
  return program.compose({
    to: { address: 'ana@example.com' },
    values: {},
    messageId: 'one@example.com',
    date: new Date(0),
    attachments,
  });
}

const octets = Buffer.from(Array.from({ length: 3_000 }, (_, i) => (i * 7) % 256));
const plain: Attachment = {
  filename: 'Rechnung Mai.pdf',
  contentType: 'application/pdf',
  inlineId: null,
  content: octets,
};
const inline: Attachment = {
  filename: 'logo.png',
  contentType: 'image/png',
  inlineId: 'logo@shop',
  content: octets.subarray(0, 100),
};

test.each([
  { name: 'attached', files: [plain] },
  { name: 'inline', files: [inline] },
  {
    name: 'both',
    files: [inline, plain, { ...plain, filename: 'b.txt', contentType: 'text/plain' }],
  },
])('files come out as they went in: $name', async ({ files }) => {
  const raw = compose(files);
  const one = await simpleParser(raw, { skipImageLinks: true });
  expect([one.text?.trim(), one.html]).toEqual([
    'Text.',
    expect.stringContaining('<img src="cid:logo@shop">'),
  ]);
  const seen = one.attachments.map(({ filename, contentType, content, cid }) => {
    return { filename, contentType, inlineId: cid ?? null, content };
  });
  const byName = (list: { filename?: string | undefined }[]) =>
    [...list].sort((a, b) => (a.filename ?? '').localeCompare(b.filename ?? ''));
  expect(byName(seen)).toEqual(byName(files));
  const other = await PostalMime.parse(raw);
  expect(other.attachments.map(({ filename }) => filename).sort()).toEqual(
    files.map(({ filename }) => filename).sort(),
  );
  const types = /multipart\/\w+/g;
  const isMixed = files.includes(plain);
  expect(raw.toString('latin1').match(types)?.[0]).toBe(
    isMixed ? 'multipart/mixed' : 'multipart/related',
  );
});

test('P32: with files too only CRLF, and no line beyond 998 octets or beginning with a dot', () => {
  const long = { ...plain, filename: `${'ü😀 '.repeat(60)}.pdf` };
  const raw = compose([inline, long]).toString('latin1');
  expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
  expect(raw).not.toMatch(/\r\n\./);
  expect(raw.endsWith('--\r\n')).toBe(true);
});

test.each([
  'plain.pdf',
  'with "quotes" and \\.pdf',
  'Größe.pdf',
  `${'long'.repeat(60)}.pdf`,
  '面'.repeat(80),
  '=?utf-8?Q?x?=.pdf',
  "it's 100% *new*.pdf",
  '😀'.repeat(60),
])('a name comes back from its parameter (RFC 2231): %s', async (filename) => {
  const mail = await simpleParser(compose([{ ...plain, filename }]));
  expect(mail.attachments[0]!.filename).toBe(filename);
});

test('P31: no name can end its line', () => {
  for (const char of ['\r', '\n', '\r\nBcc: x@example.com', '\0', '\u2028', '"; a="', '\ud800']) {
    const parameter = filenameParameter(`a${char}b.pdf`);
    expect(parameter.replaceAll('\r\n filename', '')).not.toMatch(/[\r\n\0]/);
    expect(parameter).toMatch(/^(;\r\n filename(\*\d*\*?)?=[ -~]+)+$/);
  }
});
