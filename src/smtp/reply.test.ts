import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReplyParser } from './reply.ts';

type Parsed = { code: number; text: string };

function parseAll(chunks: Buffer[]): Parsed[] {
  const parser = new ReplyParser();
  const replies: Parsed[] = [];
  for (const chunk of chunks) {
    parser.feed(chunk);
    while (parser.next()) replies.push({ code: parser.code, text: parser.text() });
  }
  return replies;
}

const TALK = Buffer.from(
  '220 relay.test ESMTP\r\n250-relay.test\r\n250-PIPELINING\r\n250 SIZE 1000\r\n' +
    '250\r\n550-5.1.1 no such\r\n550 5.1.1 üser\r\n354 go\r\n421 4.3.2 bye\n',
);
const REPLIES: Parsed[] = [
  { code: 220, text: '220 relay.test ESMTP' },
  { code: 250, text: '250 relay.test PIPELINING SIZE 1000' },
  { code: 250, text: '250' },
  { code: 550, text: '550 5.1.1 no such 5.1.1 üser' },
  { code: 354, text: '354 go' },
  { code: 421, text: '421 4.3.2 bye' },
];

describe('ReplyParser', () => {
  test('reads the same replies wherever they are cut', () => {
    expect(parseAll([TALK])).toEqual(REPLIES);
    for (let cut = 1; cut < TALK.length; cut += 1) {
      expect(parseAll([TALK.subarray(0, cut), TALK.subarray(cut)])).toEqual(REPLIES);
    }
    expect(parseAll([...TALK].map((byte) => Buffer.from([byte])))).toEqual(REPLIES);
  });

  test('reads the same replies in any pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 })), (sizes) => {
        const chunks: Buffer[] = [];
        let at = 0;
        for (const size of [...sizes, TALK.length]) {
          chunks.push(TALK.subarray(at, at + size));
          at += size;
        }
        expect(parseAll(chunks.filter((chunk) => chunk.length > 0))).toEqual(REPLIES);
      }),
      { numRuns: 100 },
    );
  });

  test('gives the lines of a reply apart', () => {
    const parser = new ReplyParser();
    parser.feed(Buffer.from('250-a\r\n250-b\r\n250 c\r\n250 d\r\n'));
    expect(parser.next() && parser.lines()).toEqual(['a', 'b', 'c']);
    expect(parser.next() && parser.lines()).toEqual(['d']);
    expect(parser.pending).toBe(false);
  });

  test('text has no control characters and an end', () => {
    const [reply] = parseAll([Buffer.from(`550 a\0b\x1b[31m\rc${'x'.repeat(3000)}\r\n`)]);
    expect(reply?.text.startsWith('550 a b [31m c')).toBe(true);
    expect(reply?.text.length).toBe(1000);
  });

  test.each(['hello\r\n', '25 ok\r\n', '250_ok\r\n', '150 ok\r\n', '650 ok\r\n', '\r\n', '25\r\n'])(
    'refuses what is no reply: %j',
    (line) => {
      expect(() => parseAll([Buffer.from(line)])).toThrow('no SMTP reply');
    },
  );

  test('refuses a line or a reply without end', () => {
    expect(() => parseAll([Buffer.from(`250 ${'x'.repeat(5000)}`)])).toThrow('without end');
    expect(() => parseAll([Buffer.from('250-x\r\n'.repeat(500))])).toThrow('without end');
  });
});
