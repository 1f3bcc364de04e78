import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import PostalMime, { decodeWords, type Email } from 'postal-mime';
import { expect, test } from 'vitest';
import { headerText } from '../smtp/header.ts';
import { compileMessage } from '../smtp/mime.ts';
import { compileVersion, render } from './rendering.ts';
import { parseTemplate } from './template.ts';
import type { RenderValues } from './variables.ts';

/** Ten milliseconds each. */
const RUNS = process.env.TEST_LONG ? 5_000 : 1_000;

/** P31's list, and what else has broken composers. */
const HOSTILE = [
  '\r\nBcc: evil@example.org\r\n',
  '\n.\r\n',
  '\r\n\r\n<b>body',
  '\r',
  '\n',
  '\0',
  '\u2028',
  '\u2029',
  '\u0085',
  '\ud800',
  '\udc00',
  '👩‍👩‍👧',
  '🇪🇸',
  'שלום עולם',
  'مرحبا بالعالم',
  'ñandú',
  '日本語のテキスト',
  'w'.repeat(900),
  ' word'.repeat(40),
  '.',
  '..',
  '\n.',
  '=',
  '=3D',
  '=?UTF-8?Q?x?=',
  '=\r\n',
  '--=_',
  'From ',
  '"',
  '\\',
  '<',
  '>',
  ',',
  ';',
  '(',
  '&amp;',
  "'",
  '{{',
  '}}',
  '{{{',
  ' ',
  '\t',
  'plain',
  'Ann',
  '12',
];

const text = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...HOSTILE) }, fc.string({ unit: 'binary' })),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(''));

const HOLES = ['{{a}}', '{{ b }}', '{{c.d}}', '{{email}}', '{{missing}}', '{{unsubscribeUrl}}'];
const templateSource = fc
  .array(fc.oneof(text, fc.constantFrom(...HOLES)), { maxLength: 8 })
  .map((pieces) => pieces.join(''));

const message = fc.record({
  subject: templateSource,
  textBody: templateSource,
  htmlBody: templateSource,
  fromName: text,
  toName: text,
  extra: text,
  attributes: fc.record({
    a: text,
    b: fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
    c: fc.record({ d: text }),
  }),
});

type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

const ADDRESS = { from: 'news@acme.example', to: 'ann@example.com' };
const HEADERS = [
  'content-type',
  'date',
  'from',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'mime-version',
  'reply-to',
  'subject',
  'to',
  'x-extra',
];

function compose(m: Message) {
  const values: RenderValues = {
    attributes: m.attributes,
    builtIn: { email: ADDRESS.to, unsubscribeUrl: 'https://acme.example/u/abc?x=1&y=2' },
  };
  const version = {
    subject: m.subject,
    htmlBody: m.htmlBody,
    textBody: `.${m.textBody}`,
    variables: [],
  };
  const compiled = compileMessage({
    ...compileVersion(version),
    from: { address: ADDRESS.from, name: m.fromName },
    replyTo: { address: 'reply@acme.example', name: m.fromName },
    headers: { 'List-Id': `${m.fromName} <list.acme.example>`, 'X-Extra': `x${m.extra}` },
  });
  const raw = compiled.compose({
    to: { address: ADDRESS.to, name: m.toName },
    values,
    messageId: '0190abcd@acme.example',
    date: new Date(0),
    listUnsubscribe: 'https://acme.example/u/abc',
  });
  const rendered = {
    subject: render(parseTemplate(version.subject), 'subject', values),
    html: render(parseTemplate(version.htmlBody), 'html', values),
    text: render(parseTemplate(version.textBody), 'text', values),
  };
  return { raw, rendered };
}

/** What every server may rely on: P31 and P32, from the octets alone. */
function checkOctets(raw: Buffer) {
  const octets = raw.toString('latin1');
  expect(octets).toMatch(/^[\t\r\n -~]*$/);
  expect(octets.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(octets.endsWith('\r\n')).toBe(true);
  const [head, ...rest] = octets.split('\r\n\r\n') as [string, ...string[]];
  for (const line of head.split('\r\n')) {
    expect(line.length).toBeLessThanOrEqual(998);
    expect(line.trim()).not.toBe('');
  }
  for (const line of rest.join('\r\n\r\n').split('\r\n'))
    expect(line.length).toBeLessThanOrEqual(76);
  expect(octets).not.toMatch(/(^|\n)\./);
  const names = head
    .split(/\r\n(?![ \t])/)
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
  expect(names.sort()).toEqual(HEADERS);
}

function parsedHeader(email: Email, name: string): string {
  return decodeWords(email.headers.find(({ key }) => key === name)?.value ?? '');
}

/** Parsers add or drop line breaks at a body's end; everything else must be equal. */
function body(parsed: string | undefined | false): string {
  return (parsed || '').replaceAll('\r\n', '\n').replace(/\n+$/, '');
}

test('two independent parsers read what render() shows, on generated messages (P31, P32)', async () => {
  await fc.assert(
    fc.asyncProperty(message, async (m) => {
      const { raw, rendered } = compose(m);
      checkOctets(raw);
      const postal = await PostalMime.parse(raw);
      expect(postal.subject ?? '').toBe(rendered.subject);
      expect(body(postal.text)).toBe(body(rendered.text));
      expect(body(postal.html)).toBe(body(rendered.html));
      expect(postal.from).toEqual({ address: ADDRESS.from, name: headerText(m.fromName) });
      expect(postal.to).toEqual([{ address: ADDRESS.to, name: headerText(m.toName) }]);
      expect(postal.messageId).toBe('<0190abcd@acme.example>');
      expect(new Date(postal.date!)).toEqual(new Date(0));
      expect(parsedHeader(postal, 'x-extra')).toBe(headerText(`x${m.extra}`));
      const parsed = await simpleParser(raw, {
        skipTextToHtml: true,
        skipTextLinks: true,
        skipImageLinks: true,
      });
      expect(parsed.subject ?? '').toBe(rendered.subject);
      expect(body(parsed.text)).toBe(body(rendered.text));
      expect(body(parsed.html)).toBe(body(rendered.html));
      expect(parsed.from?.value).toEqual([{ address: ADDRESS.from, name: headerText(m.fromName) }]);
      expect(Object.values(rendered).join()).not.toMatch(/undefined|\[object/);
    }),
    { numRuns: RUNS },
  );
}, 200_000);
