import { expect, test } from 'vitest';
import { textPartOf } from './text-part.ts';

test('the text of short HTML and of long, with its placeholders', async () => {
  expect(await textPartOf('t', '<p>Hi {{name}}, <a href="{{url}}">see</a></p>')).toBe(
    'Hi {{name}}, see [{{url}}]',
  );
  const long = `<p>${'word '.repeat(20_000)}{{name}}</p>`;
  const text = await textPartOf('t', long);
  expect([text.length > 99_000, text.endsWith('{{name}}')]).toEqual([true, true]);
  expect(await textPartOf('t', long)).toBe(text);
});

test('P33: what nests too deeply is refused at once', async () => {
  await expect(textPartOf('t', '<div>'.repeat(10_000))).rejects.toMatchObject({
    code: 'unprocessable',
  });
});
