import type { Envelope } from '../../src/smtp/envelope.ts';
import { compileMessage, type MessageSource } from '../../src/smtp/mime.ts';
import type { Pattern } from '../../src/smtp/pattern.ts';

type Reader = { name: string; at: number };

const NAMES = [
  'Zoë Ångström',
  'محمد',
  '李小龍',
  'O’Brien',
  '.dot',
  '👩‍👩‍👧 family',
  'Bob "B" O\\x',
];
const DOTS = '\r\n.\r\n..\r\n...three\r\n.\r\n\r\n. \r\n=2E\r\n.';

function pattern(before: string, after: string): Pattern<Reader> {
  return { literals: [before, after], fills: [(reader) => `${reader.name} ${reader.at}`] };
}

/** Mostly ASCII: quoted-printable. Dots at the start of lines, words longer than any line. */
const LATIN: MessageSource<Reader> = {
  from: { address: 'news@example.org', name: 'Größte Nachrichten' },
  replyTo: { address: 'answers@example.org' },
  subject: pattern('Good news 🎉 for ', ', and a subject that is long enough to be folded twice'),
  text: pattern(`.begins with a dot${DOTS}\r\nDear `, `,${DOTS}\r\n${'word'.repeat(500)}\r\nend `),
  html: pattern(`<p>.${DOTS}</p>\r\n<p>Hello `, `</p><p>${'x'.repeat(3000)}</p>${DOTS}`),
  headers: { 'List-Id': 'News <news.example.org>', 'X-Long': 'value '.repeat(60) },
};

/** Mostly beyond ASCII: base64. */
const WIDE: MessageSource<Reader> = {
  from: { address: 'news@example.org', name: '新聞' },
  subject: pattern('你好 ', ' 🎊'),
  text: pattern(`${'صحيفة '.repeat(200)}\r\n.\r\n`, ` ${'🎈'.repeat(400)}`),
  html: pattern(`<p>${'新聞稿'.repeat(300)}</p>\r\n.\r\n`, '<p>結束</p>'),
};

const LATIN_COMPILED = compileMessage(LATIN);
const WIDE_COMPILED = compileMessage(WIDE);

/** The composed message for one recipient; each is different. */
export function messageTo(rcptTo: string, at = 0): Envelope {
  const compiled = at % 3 === 2 ? WIDE_COMPILED : LATIN_COMPILED;
  const name = NAMES[at % NAMES.length]!;
  const body = compiled.compose({
    to: { address: rcptTo, name },
    values: { name, at },
    messageId: `real-${at}.${Buffer.from(rcptTo).toString('hex').slice(0, 60)}@example.org`,
    date: new Date(Date.UTC(2026, 0, 1, 0, 0, at)),
    listUnsubscribe: `https://news.example.org/u/${'t'.repeat(90)}${at}`,
  });
  return { mailFrom: `bounces+${at}@example.org`, rcptTo, body };
}

/** `count` messages to PREFIX-0@example.com, PREFIX-1@example.com … */
export function messages(prefix: string, count: number): Envelope[] {
  return Array.from({ length: count }, (_, at) => messageTo(`${prefix}-${at}@example.com`, at));
}

/** A message whose lines are all beginnings of final dots, stuffed as RFC 5321 §4.5.2 says. */
export function dotted(rcptTo: string): Envelope {
  const lines = ['.', '..', '', '.', 'a.', `.${'d'.repeat(996)}`, '.', '', ''];
  const text = lines.map((line) => line.replace(/^\./, '..')).join('\r\n');
  return { ...messageTo(rcptTo), body: Buffer.from(`${head(rcptTo)}${text}`) };
}

/** A message of exactly `bytes` octets. */
export function sized(rcptTo: string, bytes: number): Envelope {
  const start = head(rcptTo);
  const filling = bytes - start.length;
  const lines = `${'s'.repeat(76)}\r\n`.repeat(Math.ceil(filling / 78));
  // The cut may fall between CR and LF.
  const text = lines.slice(0, filling - 2).replace(/\r$/, 's');
  return { ...messageTo(rcptTo), body: Buffer.from(`${start}${text}\r\n`) };
}

function head(rcptTo: string): string {
  const date = 'Thu, 01 Jan 2026 00:00:00 +0000';
  return `Date: ${date}\r\nFrom: news@example.org\r\nTo: ${rcptTo}\r\nMessage-ID: <${rcptTo}>\r\n\r\n`;
}

/** The message as a server must have it: dot-stuffing undone, LF line ends. */
export function asKept(envelope: Envelope): Buffer {
  const octets = envelope.body.toString('latin1');
  return Buffer.from(octets.replace(/^\.\./gm, '.').replaceAll('\r\n', '\n'), 'latin1');
}
