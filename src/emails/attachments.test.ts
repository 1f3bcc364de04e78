import { expect, test } from 'vitest';
import { MAX_ATTACHMENT_BYTES, readAttachments } from './attachments.ts';

const good = { filename: 'a.pdf', contentType: 'application/pdf', content: 'aGVsbG8=' };

test('base64 with and without line breaks, a charset, an id', () => {
  const [one, two] = readAttachments([
    { ...good, content: 'aGVs\r\nbG8=' },
    { ...good, contentType: 'text/csv; charset=utf-8', contentId: 'table.1@shop' },
  ]);
  expect(one?.content.toString()).toBe('hello');
  expect([two?.contentType, two?.inlineId]).toEqual(['text/csv; charset=utf-8', 'table.1@shop']);
  expect(readAttachments([{ ...good, content: '' }])[0]?.content).toHaveLength(0);
});

test.each([
  ['filename', { filename: 'a\r\nBcc: b@example.com' }],
  ['filename', { filename: 'a\u2028b' }],
  ['filename', { filename: '../../etc/passwd' }],
  ['filename', { filename: 'C:\\a.exe' }],
  ['filename', { filename: 'fdp.\u202eexe' }],
  ['filename', { filename: '  ' }],
  ['contentType', { contentType: 'text/plain\r\nX: y' }],
  ['contentType', { contentType: 'text' }],
  ['contentType', { contentType: 'multipart/mixed' }],
  ['contentType', { contentType: 'message/rfc822' }],
  ['contentType', { contentType: 'a/b; name="x"' }],
  ['contentId', { contentId: 'a>\r\n<b' }],
  ['contentId', { contentId: 'a b' }],
  ['content', { content: 'aGVsbG8' }],
  ['content', { content: '!!!!' }],
  ['content', { content: 'aGV=bG8=' }],
  ['content', { content: 'data:;base64,aGVsbG8=' }],
])('P31: a wrong %s is refused with its name: %o', (field, wrong) => {
  const read = () => readAttachments([good, { ...good, ...wrong }]);
  expect(read).toThrow(
    expect.objectContaining({
      code: 'invalid_request',
      errors: [expect.objectContaining({ path: `attachments.1.${field}` })],
    }),
  );
});

test('10 MB in all, and not one octet more', () => {
  const half = Buffer.alloc(MAX_ATTACHMENT_BYTES / 2).toString('base64');
  const two = [half, half].map((content, i) => ({ ...good, filename: `${i}.bin`, content }));
  expect(readAttachments(two)).toHaveLength(2);
  expect(() => readAttachments([...two, { ...good, content: 'AA==' }])).toThrow(
    expect.objectContaining({ code: 'payload_too_large' }),
  );
});

test('the same contentId twice is refused', () => {
  const twice = [
    { ...good, contentId: 'a' },
    { ...good, contentId: 'a' },
  ];
  expect(() => readAttachments(twice)).toThrow('the same contentId twice');
});
