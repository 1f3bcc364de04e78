import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandsFor } from './envelope.ts';
import { NO_FEATURES, parseFeatures } from './features.ts';

const BODY = Buffer.from('Subject: x\r\n\r\nhi\r\n');
const UTF8 = { ...NO_FEATURES, smtputf8: true };

function commands(rcptTo: string, features = NO_FEATURES, mailFrom = 'a@example.com', body = BODY) {
  const made = commandsFor({ mailFrom, rcptTo, body }, features);
  return made.refusal === null ? made.mail + made.rcpt : made.refusal;
}

describe('commandsFor', () => {
  test('writes MAIL and RCPT', () => {
    expect(commands('b+c@example.org')).toBe(
      'MAIL FROM:<a@example.com>\r\nRCPT TO:<b+c@example.org>\r\n',
    );
    expect(commands('b@example.org', NO_FEATURES, '')).toContain('MAIL FROM:<>\r\n');
  });

  test('turns the domain into A-labels', () => {
    expect(commands('b@exämple.org')).toContain('RCPT TO:<b@xn--exmple-cua.org>');
  });

  test('keeps quoted local parts and address literals', () => {
    expect(commands('"a b\\"c"@example.org')).toContain('RCPT TO:<"a b\\"c"@example.org>');
    expect(commands('a@[192.0.2.1]')).toContain('RCPT TO:<a@[192.0.2.1]>');
    expect(commands('a@[IPv6:2001:db8::1]')).toContain('RCPT TO:<a@[IPv6:2001:db8::1]>');
  });

  test('uses SMTPUTF8 only for a non-ASCII local part, and refuses it where not offered', () => {
    expect(commands('bjørn@exämple.org', UTF8)).toBe(
      'MAIL FROM:<a@example.com> SMTPUTF8\r\nRCPT TO:<bjørn@xn--exmple-cua.org>\r\n',
    );
    expect(commands('b@example.org', UTF8)).not.toContain('SMTPUTF8');
    expect(commands('bjørn@example.org')).toMatchObject({ kind: 'refused', enhanced: '5.6.7' });
    expect(commands('b@example.org', NO_FEATURES, 'bjørn@example.com')).toMatchObject({
      enhanced: '5.6.7',
      reply: expect.stringContaining('sender'),
    });
  });

  test('declares SIZE and refuses what is bigger, dots not counted twice', () => {
    const relay = { ...NO_FEATURES, size: true, maxSize: 20 };
    const dots = Buffer.from('\r\n..\r\n..\r\n..\r\nxxxxx\r\n');
    expect(commands('b@example.org', relay)).toContain('SIZE=18\r\n');
    expect(dots.length).toBe(21);
    expect(commands('b@example.org', relay, 'a@b.c', dots)).toContain('SIZE=18\r\n');
    const big = Buffer.from(`${'x'.repeat(19)}\r\n`);
    expect(commands('b@example.org', relay, 'a@b.c', big)).toEqual({
      kind: 'refused',
      code: 552,
      enhanced: '5.3.4',
      reply: '552 5.3.4 the message has 21 bytes and the relay takes 20 (SIZE)',
    });
  });

  test('refuses a body whose final dot would not be seen', () => {
    const open = Buffer.from('Subject: x');
    expect(commands('b@example.org', NO_FEATURES, 'a@b.c', open)).toMatchObject({
      kind: 'refused',
    });
  });

  test('lets no CR, LF, NUL or second path into a command, whatever the address', () => {
    const nasty = fc.constantFrom(
      '\r',
      '\n',
      '\0',
      '\r\n',
      '>',
      '<',
      ' ',
      '\u2028',
      '\x85',
      '\ud800',
    );
    const text = fc
      .array(fc.oneof(nasty, fc.string({ unit: 'grapheme', maxLength: 4 })))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, fc.boolean(), (local, domain, quoted) => {
        const address = `${quoted ? `"${local}"` : local}@${domain}`;
        const made = commands(address, UTF8, address);
        if (typeof made !== 'string') {
          expect(['5.1.3', '5.1.7']).toContain((made as { enhanced: string }).enhanced);
          return;
        }
        expect(made).toMatch(/^MAIL FROM:<[^\r\n\0]*>( SMTPUTF8)?\r\nRCPT TO:<[^\r\n\0]*>\r\n$/);
        if (!quoted) expect(made.match(/[<>]/g)?.length).toBe(4);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    '',
    'a',
    '@b.c',
    'a@',
    'a@b c',
    'a b@c.d',
    'a@b>',
    'a\r\nRSET\r\n@b.c',
    `${'x'.repeat(250)}@b.cd`,
  ])('refuses %j as a recipient', (address) => {
    expect(commands(address)).toMatchObject({ kind: 'refused', enhanced: '5.1.3' });
  });
});

test('parseFeatures reads keywords in any case and the old AUTH form', () => {
  expect(
    parseFeatures([
      'relay',
      'pipelining',
      'SIZE 1000',
      'AUTH=LOGIN',
      'AUTH plain',
      'STARTTLS',
      'X',
    ]),
  ).toEqual({
    pipelining: true,
    size: true,
    maxSize: 1000,
    smtputf8: false,
    starttls: true,
    auth: ['LOGIN', 'PLAIN'],
  });
});
