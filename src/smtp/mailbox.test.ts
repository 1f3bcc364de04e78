import { expect, test } from 'vitest';
import { formatMailbox } from './mailbox.ts';

test.each([
  [{ address: 'ann@example.com' }, 'ann@example.com'],
  [{ address: 'ann@example.com', name: '' }, 'ann@example.com'],
  [{ address: 'ann@example.com', name: 'Ann Lee' }, 'Ann Lee <ann@example.com>'],
  [{ address: 'ann@example.com', name: 'Lee, Ann' }, '"Lee, Ann" <ann@example.com>'],
  [{ address: 'ann@example.com', name: 'A "B" \\' }, '"A \\"B\\" \\\\" <ann@example.com>'],
  [{ address: 'ann@example.com', name: 'Zoë' }, '=?UTF-8?Q?Zo=C3=AB?= <ann@example.com>'],
  [{ address: 'ann@bücher.example', name: null }, 'ann@xn--bcher-kva.example'],
  [{ address: 'a@b.example', name: 'x\r\nBcc: y@z.example' }, '"x Bcc: y@z.example" <a@b.example>'],
  [{ address: '"a b"@example.com' }, '"a b"@example.com'],
  [{ address: 'a@b.example>\r\nBcc: <c@d.example' }, 'a@b.exampleBccc@d.example'],
  [{ address: '\r\n' }, 'invalid'],
])('%j becomes %j', (mailbox, text) => {
  expect(formatMailbox(mailbox, 4)).toBe(text);
});

test('a local part beyond ASCII is raw UTF-8 (RFC 6532), given as octets', () => {
  const octets = formatMailbox({ address: 'josé@bücher.example' }, 4);
  expect(Buffer.from(octets, 'latin1').toString('utf8')).toBe('josé@xn--bcher-kva.example');
});

test('a long name or address goes to a line of its own', () => {
  const address = `${'a'.repeat(60)}@${'b'.repeat(60)}.example`;
  expect(formatMailbox({ address }, 6)).toBe(`\r\n ${address}`);
  expect(formatMailbox({ address, name: 'Ann' }, 6)).toBe(`Ann\r\n <${address}>`);
});
