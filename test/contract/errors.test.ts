import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await runApp({}, 'api');
});

test('E1: one document for all errors: the hosted product’s fields and problem details', async () => {
  const sent = { email: 'not one', optIn: 'yes', colour: 'red' };
  const { status, headers, body } = await app.call('PUT', '/contacts?x=1', sent);
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(body).toEqual({
    ...{ statusCode: 400, status: 400, path: '/contacts', code: 'invalid_request' },
    ...{ type: 'about:blank', title: 'Bad Request' },
    message: expect.stringMatching(/./),
    detail: body.message,
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    errors: expect.arrayContaining([
      { path: 'optIn', message: 'must be boolean' },
      { path: 'colour', message: 'is not a known field' },
    ]),
  });
  expect(status).toBe(400);
});

test('E2: 400 for an invalid body, query and header', async () => {
  const { call } = app;
  expect((await call('POST', '/campaigns', {})).status).toBe(400);
  expect((await call('POST', '/campaigns', '{"name":')).status).toBe(400);
  expect((await call('GET', '/campaigns?limit=x')).status).toBe(400);
  expect((await call('GET', '/campaigns?colour=red')).status).toBe(400);
  const key = { 'idempotency-key': 'k'.repeat(256) };
  expect((await call('POST', '/campaigns', { name: 'x' }, key)).status).toBe(400);
});

test('E3: 404 for what is not there and what is not yours, with one body', async () => {
  const other = caller(app.url, (await testTenant(app.db)).apiKey);
  const theirs = (await other('POST', '/campaigns', { name: 'Theirs' })).body.id;
  const answers = [];
  for (const id of [theirs, randomUUID()]) {
    const { status, body } = await app.call('GET', `/campaigns/${id}`);
    answers.push({ ...body, status, path: '', timestamp: '' });
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0].status).toBe(404);
  expect((await app.call('GET', '/no-such-route')).body).toMatchObject({ statusCode: 404 });
});

test('E4: 409 for a duplicate and for a wrong state', async () => {
  const { call } = app;
  const template = { name: 'One', slug: 'one', subject: 'x', htmlBody: '<p>x</p>' };
  expect((await call('POST', '/templates', template)).status).toBe(201);
  expect((await call('POST', '/templates', template)).body.code).toBe('conflict');
  const { id } = (await call('POST', '/campaigns', { name: 'One' })).body;
  expect((await call('POST', `/campaigns/${id}/pause`)).body).toMatchObject({
    statusCode: 409,
    code: 'wrong_state',
  });
});

test('E5: 413 for a body that is too large, 415 for another type, 422 for a business rule', async () => {
  const { call } = app;
  const large = `{"name":"${'x'.repeat(6 * 1024 * 1024)}"}`;
  expect((await call('POST', '/campaigns', large)).status).toBe(413);
  const text = { 'content-type': 'text/plain' };
  expect((await call('POST', '/campaigns', 'name=x', text)).status).toBe(415);
  const { id } = (await call('POST', '/campaigns', { name: 'Nothing to send' })).body;
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(422);
});
