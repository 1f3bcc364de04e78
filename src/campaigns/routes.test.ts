import { expect, test } from 'vitest';
import { runApp } from '../../test/support/app.ts';

test('a template version that can not be one is 400, also the empty text', async () => {
  const { call } = await runApp({}, 'api');
  const { id } = (await call('POST', '/campaigns', { name: 'May' })).body;
  for (const templateVersionId of ['', ' ', 'garbage', '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10']) {
    for (const [method, url] of [
      ['POST', '/campaigns'],
      ['PATCH', `/campaigns/${id}`],
    ] as const) {
      const { status, body } = await call(method, url, { name: 'May', templateVersionId });
      expect([method, templateVersionId, status, body.errors?.[0].path]).toEqual([
        ...[method, templateVersionId, 400, 'templateVersionId'],
      ]);
    }
  }
  const cleared = await call('PATCH', `/campaigns/${id}`, { templateVersionId: null });
  expect([cleared.status, cleared.body.templateVersionId]).toEqual([200, null]);
});
