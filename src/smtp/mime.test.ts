import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { compileMessage, type MessageSource } from './mime.ts';
import { constantPattern, type Pattern } from './pattern.ts';

type Values = { name: string };

const greeting: Pattern<Values> = { literals: ['Hello ', '!\n'], fills: [({ name }) => name] };
const recipient = {
  to: { address: 'ann@example.com', name: 'Ann' },
  values: { name: 'Ann' },
  messageId: '<1@acme.example>',
  date: new Date('2026-11-23T14:28:56.789Z'),
};

function source(change: Partial<MessageSource<Values>> = {}): MessageSource<Values> {
  return {
    from: { address: 'news@acme.example', name: 'Acme' },
    subject: greeting,
    text: greeting,
    html: { literals: ['<p>Hello ', '</p>\n'], fills: greeting.fills },
    ...change,
  };
}

function compose(change: Partial<MessageSource<Values>> = {}, to: Partial<typeof recipient> = {}) {
  return compileMessage(source(change))
    .compose({ ...recipient, ...to })
    .toString('latin1');
}

test('one whole message, octet for octet', () => {
  const raw = compileMessage(
    source({ headers: { 'List-Id': 'Acme <list.acme.example>', 'Feedback-ID': 'c:t:p:acme1' } }),
  )
    .compose({ ...recipient, listUnsubscribe: 'https://acme.example/u/t0k3n' })
    .toString('latin1');
  const mark = /boundary="(=_[0-9a-f]{24})"/.exec(raw)?.[1];
  expect(raw.split('\r\n')).toEqual([
    'Date: Mon, 23 Nov 2026 14:28:56 +0000',
    'From: Acme <news@acme.example>',
    'To: Ann <ann@example.com>',
    'Subject: Hello Ann!',
    'Message-ID: <1@acme.example>',
    'List-Unsubscribe:',
    ' <https://acme.example/u/t0k3n>',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    'List-Id: Acme',
    ' <list.acme.example>',
    'Feedback-ID: c:t:p:acme1',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative;',
    ` boundary="${mark}"`,
    '',
    `--${mark}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Hello=20=',
    'Ann=',
    '!',
    '',
    `--${mark}`,
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '<p>Hello=20=',
    'Ann=',
    '</p>',
    '',
    `--${mark}--`,
    '',
  ]);
});

test('the same source gives the same boundary, another source another', () => {
  const boundary = (raw: string) => /boundary="([^"]+)"/.exec(raw)?.[1];
  expect(boundary(compose())).toBe(boundary(compose()));
  expect(boundary(compose())).not.toBe(boundary(compose({ text: constantPattern('other') })));
});

test('mostly non-ASCII text is base64, in lines of 76', async () => {
  const text = 'Здравствуйте, дорогой друг! '.repeat(40).trim();
  const raw = compose({ text: { literals: [text, ''], fills: greeting.fills } });
  expect(raw).toContain(
    'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64',
  );
  for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
  expect((await PostalMime.parse(raw)).text?.trim()).toBe(`${text}Ann`);
});

test.each([
  ['text', 'text/plain'],
  ['html', 'text/html'],
] as const)('a message with only %s has one part', (part, type) => {
  const raw = compose({ text: undefined, html: undefined, [part]: greeting });
  expect(raw).toContain(`MIME-Version: 1.0\r\nContent-Type: ${type}; charset=utf-8\r\n`);
  expect(raw.endsWith('Hello=20=\r\nAnn=\r\n!\r\n\r\n')).toBe(true);
});

test('messages keep their octets while others are composed', () => {
  const message = compileMessage(source());
  const composed = Array.from({ length: 2000 }, (_, n) =>
    message.compose({ ...recipient, values: { name: `N${n}x` } }),
  );
  composed.forEach((raw, n) => {
    expect(raw.includes(`Subject: Hello N${n}x!`)).toBe(true);
  });
});

test('a recipient beyond ASCII is the only octets beyond 7 bit', () => {
  const raw = compose({}, { to: { address: 'josé@example.com', name: 'José' } });
  expect(raw.replace(/[\x00-\x7f]/g, '')).toHaveLength(2);
  expect(Buffer.from(raw, 'latin1').toString('utf8')).toContain('<josé@example.com>');
});

describe('headers from outside', () => {
  test.each([
    'Subject',
    'from',
    'DATE',
    'List-Unsubscribe',
    'Content-Type',
    'content-language',
    'Bcc',
  ])('%s is refused: it is ours to write', (name) => {
    expect(() => compose({ headers: { [name]: 'x' } })).toThrow('written by Pressrun itself');
  });

  test.each(['', 'X Y', 'X:', 'X\r\nBcc', 'é'])('the name %j is refused', (name) => {
    expect(() => compose({ headers: { [name]: 'x' } })).toThrow('header name');
  });

  test('twice the same name is refused', () => {
    expect(() => compose({ headers: { 'X-A': '1', 'x-a': '2' } })).toThrow('given once');
  });

  test('only the name of a List-Id is encoded, never its id', () => {
    const raw = compose({ headers: { 'List-Id': 'Información <info.acme.example>\r\nX: y' } });
    expect(raw).toMatch(/List-Id: =\?UTF-8\?Q\?Informaci=C3=B3n\?=\r\n <info\.acme\.example/);
    expect(raw).not.toMatch(/\nX:/);
  });

  test('an unsubscribe address that would break the header is refused', () => {
    const message = compileMessage(source());
    for (const url of [
      'https://a.example/\r\nX: y',
      'https://a.example/>',
      '',
      `https://${'a'.repeat(990)}`,
    ]) {
      expect(() => message.compose({ ...recipient, listUnsubscribe: url })).toThrow(
        'unsubscribe address',
      );
    }
  });
});
