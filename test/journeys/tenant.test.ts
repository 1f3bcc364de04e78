import { beforeAll, expect, test } from 'vitest';
import { inTenant } from '../../src/db/transaction.ts';
import { setQuota } from '../../src/tenants/quota.ts';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import {
  draft,
  importPeople,
  people,
  publishNews,
  send,
  untilStatus,
} from '../support/newsletter.ts';
import { signIn, testUser } from '../support/people.ts';

// A tenant's life over HTTP: made by a user, given defaults and a key, sending, to its quota and on.

let app: RunningApp;

beforeAll(async () => {
  app = await runApp({ mailFrom: 'Instance <news@example.com>' });
});

test('from the first login to the quota and on', async () => {
  const user = await testUser(app.db);
  const { call: owner } = await signIn(app.url, user.email);
  const { id } = (await owner('POST', '/tenants', { name: 'The Weekly' })).body;
  const scopes = ['contacts:write', 'templates:write', 'campaigns:read', 'campaigns:write'];
  const key = (await owner('POST', `/tenants/${id}/api-keys`, { name: 'Site', scopes })).body.key;
  const call = caller(app.url, key);
  await importPeople(
    call,
    people(4, (i) => ({ locale: i === 0 ? 'en' : null })),
  );

  const foot = '<p>{{postalAddress}} <a href="{{unsubscribeUrl}}">Unsubscribe</a></p>';
  const declared = [{ name: 'postalAddress', type: 'string', fallback: 'No address' }];
  const htmlBody = `<p>Hello</p>${foot}`;
  const versionId = await publishNews(call, { htmlBody, variables: declared });
  const first = async (subject: string) => {
    const { data } = (await call('GET', `/outbox?format=json&q=${subject}`)).body;
    return (await call('GET', `/outbox/${data[0].id}?format=json`)).body;
  };

  // Without defaults: the instance's sender, and the fallback.
  await untilStatus(call, await send(call, versionId, { subject: 'One' }), 'SENT');
  expect(await first('One')).toMatchObject({
    from: expect.stringContaining('Instance'),
    html: expect.stringContaining('No address'),
  });

  await owner('PATCH', `/tenants/${id}`, {
    defaultSender: { email: 'weekly@example.com', name: 'The Weekly' },
    postalAddress: '1 Print Street <Vic>',
  });
  const two = await draft(call, versionId, { subject: 'Two' });
  const tested = await call('POST', `/campaigns/${two}/test`, { emails: ['me@example.net'] });
  expect(tested.body.results[0].status).toBe('SENT');
  const headed = { from: expect.stringMatching(/The Weekly.*weekly@example\.com/) };
  expect(await first('me@example.net')).toMatchObject({
    ...headed,
    html: expect.stringContaining('1 Print Street &lt;Vic&gt;'),
  });

  // The operator sets a quota: 4 of 8 are used, so 4 more fit and the next 4 don't.
  await inTenant(app.db, id, (tx) => setQuota(tx, id, 8));
  expect((await owner('GET', `/tenants/${id}`)).body).toMatchObject({
    ...{ monthlyQuota: 8, usedThisMonth: 4 },
  });
  expect((await call('POST', `/campaigns/${two}/send`)).status).toBe(202);
  await untilStatus(call, two, 'SENT');
  expect(await first('Two')).toMatchObject({
    ...headed,
    text: expect.stringContaining('1 Print Street <Vic>'),
  });
  const three = await draft(call, versionId, { subject: 'Three' });
  const refused = await call('POST', `/campaigns/${three}/send`);
  expect([refused.status, refused.headers['x-quota-warning'], refused.body.quota]).toEqual([
    ...[429, 'true', { limit: 8, used: 8, percentage: 150, requested: 4 }],
  ]);
  await inTenant(app.db, id, (tx) => setQuota(tx, id, 100));
  expect((await call('POST', `/campaigns/${three}/send`)).status).toBe(202);
  await untilStatus(call, three, 'SENT');

  const log = (await owner('GET', '/audit-log?limit=100')).body.data;
  const actions = log.map(({ action }: { action: string }) => action).reverse();
  expect(actions).toEqual([
    ...['tenant.create', 'api_key.create', 'contact.bulk', 'template.create'],
    ...['template_version.publish', 'campaign.create', 'campaign.send', 'tenant.update'],
    ...['campaign.create', 'campaign.test', 'campaign.send', 'campaign.create', 'campaign.send'],
  ]);
});
