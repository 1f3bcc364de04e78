import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { RunningApp } from '../../../test/support/app.ts';
import { draft, importPeople, people } from '../../../test/support/newsletter.ts';
import {
  CLEAN_HTML,
  CLEAN_ZONE,
  codesOf,
  POSTAL_ADDRESS,
  preflight,
  publisher,
  publishVariant,
  runWithDns,
} from '../../../test/support/preflight.ts';
import { inTenant } from '../../db/transaction.ts';
import { setQuota } from '../../tenants/quota.ts';

// Each finding: what makes it appear, and what makes it go away. Nothing is sent here.

let app: RunningApp;

beforeAll(async () => {
  ({ app } = await runWithDns(CLEAN_ZONE));
});

test('a campaign with nothing to put right is ready', async () => {
  const { call, publish } = await publisher(app);
  const id = await draft(call, (await publish()).versionId);
  const { checkedAt, ...rest } = await preflight(call, id);
  expect(rest).toEqual({ ready: true, audience: 3, findings: [], sender: expect.anything() });
  expect(Math.abs(Date.parse(checkedAt) - Date.now())).toBeLessThan(60_000);
});

test('404 for what is not there and for what is another tenant’s', async () => {
  const [mine, theirs] = [await publisher(app), await publisher(app)];
  const id = await draft(theirs.call, (await theirs.publish()).versionId);
  const answers = [id, 'no-id'].map((one) => mine.call('GET', `/campaigns/${one}/preflight`));
  for (const { status } of await Promise.all(answers)) expect(status).toBe(404);
});

test('version_missing, version_unpublished', async () => {
  const { call, publish } = await publisher(app);
  const { templateId, versionId } = await publish();
  const { id } = (await call('POST', '/campaigns', { name: 'May' })).body;
  const found = await preflight(call, id);
  expect(found).toMatchObject({
    ready: false,
    audience: 3,
    findings: [{ code: 'version_missing', severity: 'blocking', path: 'templateVersionId' }],
  });
  const next = (await call('POST', `/templates/${templateId}/versions`, {})).body.id;
  await call('PATCH', `/campaigns/${id}`, { templateVersionId: next });
  expect(await codesOf(call, id)).toEqual(['version_unpublished']);
  await call('PATCH', `/campaigns/${id}`, { templateVersionId: versionId });
  expect(await codesOf(call, id)).toEqual([]);
});

test('P46: unsubscribe_link_missing, also in a variant, once somebody would get it', async () => {
  const { call, publish } = await publisher(app);
  const bare = await publish({ htmlBody: '<p>News. {{postalAddress}}</p>' });
  const own = await draft(call, bare.versionId);
  expect((await preflight(call, own)).findings).toMatchObject([
    { code: 'unsubscribe_link_missing', severity: 'blocking', path: 'templateVersionId' },
  ]);
  const good = await publish();
  await publishVariant(call, good, { locale: 'es', htmlBody: '<p>Hola. {{postalAddress}}</p>' });
  const id = await draft(call, good.versionId);
  expect(await codesOf(call, id)).toEqual([]);
  await importPeople(
    call,
    people(1, () => ({ locale: 'es' }), 'ana'),
  );
  const found = await preflight(call, id);
  expect(found.findings).toMatchObject([
    { code: 'unsubscribe_link_missing', path: 'variants.es.htmlBody', severity: 'blocking' },
  ]);
  const refused = await call('POST', `/campaigns/${id}/send`);
  expect(refused.status).toBe(422);
  expect(refused.body.errors).toMatchObject([{ path: 'variants.es.htmlBody' }]);
});

test('project_missing', async () => {
  const { call, publish, tenantId } = await publisher(app);
  const { versionId } = await publish();
  const made = await call('POST', '/projects', { name: 'P' });
  const id = await draft(call, versionId, { projectId: made.body.id });
  expect(await codesOf(call, id)).toEqual([]);
  await call('DELETE', `/projects/${made.body.id}`);
  await inTenant(app.db, tenantId, (tx) =>
    sql`update campaigns set project_id = ${made.body.id} where id = ${id}`.execute(tx),
  );
  expect(await codesOf(call, id)).toEqual(['project_missing']);
  await call('PATCH', `/campaigns/${id}`, { projectId: null });
  expect(await codesOf(call, id)).toEqual([]);
});

test('audience_opted_out, audience_empty: it blocks a send, and no schedule', async () => {
  const { call, publish } = await publisher(app, 0);
  const { versionId } = await publish();
  const out = await draft(call, versionId, { audienceFilter: { optIn: false } });
  expect(await preflight(call, out)).toMatchObject({
    audience: 0,
    findings: [{ code: 'audience_opted_out', path: 'audienceFilter.optIn' }],
  });
  const id = await draft(call, versionId);
  expect(await codesOf(call, id)).toEqual(['audience_empty']);
  const refused = await call('POST', `/campaigns/${id}/send`);
  expect(refused.status).toBe(422);
  expect(refused.body.preflight).toMatchObject({
    ...{ ready: false, audience: 0 },
    findings: [{ code: 'audience_empty', severity: 'blocking' }],
  });
  const later = { scheduledAt: '2040-05-01T09:00:00Z' };
  expect((await call('POST', `/campaigns/${id}/schedule`, later)).status).toBe(200);
  await importPeople(call, people(1));
  expect(await codesOf(call, id)).toEqual([]);
});

test('segment_missing: the audience names a segment that was deleted', async () => {
  const { call, publish, tenantId } = await publisher(app);
  const filter = { not: { field: 'attributes.plan', op: 'eq', value: 'nobody' } };
  const made = await call('POST', '/segments', { name: 'S', filter });
  expect([made.status, made.body.message]).toEqual([201, undefined]);
  const audienceFilter = { segmentId: made.body.id };
  const id = await draft(call, (await publish()).versionId, { audienceFilter });
  expect(await preflight(call, id)).toMatchObject({ audience: 3, findings: [] });
  await inTenant(app.db, tenantId, (tx) =>
    sql`delete from segments where id = ${made.body.id}`.execute(tx),
  );
  expect(await preflight(call, id)).toMatchObject({
    ...{ ready: false, audience: 0 },
    findings: [{ code: 'segment_missing', path: 'audienceFilter.segmentId' }],
  });
  const refused = await call('POST', `/campaigns/${id}/send`);
  expect([refused.status, refused.body.errors[0].path]).toEqual([422, 'audienceFilter.segmentId']);
  await call('PATCH', `/campaigns/${id}`, { audienceFilter: {} });
  expect(await codesOf(call, id)).toEqual([]);
});

test('quota_exceeded: blocking, with 429 from send as the contract has it', async () => {
  const { call, publish, tenantId, asTester } = await publisher(app, 20);
  const id = await draft(call, (await publish()).versionId);
  const allow = (limit: number) =>
    inTenant(app.db, tenantId, (tx) => setQuota(tx, tenantId, limit));
  await allow(10);
  expect(await preflight(call, id)).toMatchObject({
    ready: false,
    findings: [{ code: 'quota_exceeded', severity: 'blocking', count: 20 }],
  });
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(429);
  expect(await codesOf(asTester, id)).not.toContain('quota_exceeded');
  await allow(20);
  expect(await codesOf(call, id)).toEqual([]);
});

test('P46: postal_address_missing: none set, not shown; by the variable or written out it is there', async () => {
  const { call, publish, set } = await publisher(app);
  const link = '<a href="{{unsubscribeUrl}}">Unsubscribe</a>';
  const hidden = `<!-- {{postalAddress}} --><p>News ${link}</p>`;
  const written = `<p>The Weekly<br>1 Print Street</p><p>08001 BARCELONA ${link}</p>`;
  const codes = [];
  for (const htmlBody of [hidden, written, CLEAN_HTML]) {
    const id = await draft(call, (await publish({ htmlBody })).versionId);
    codes.push(await codesOf(call, id));
  }
  expect(codes).toEqual([['postal_address_missing'], [], []]);
  const id = await draft(call, (await publish()).versionId);
  await set({ postalAddress: null });
  const [finding] = (await preflight(call, id)).findings;
  expect(finding).toMatchObject({ code: 'postal_address_missing', severity: 'warning' });
  await set({ postalAddress: POSTAL_ADDRESS });
  expect(await codesOf(call, id)).toEqual([]);
});

test('P46: a tenant makes a missing postal address blocking, and takes it back', async () => {
  const { call, publish, set, owner, tenantId } = await publisher(app);
  await set({ postalAddress: null });
  const id = await draft(call, (await publish()).versionId);
  await set({ preflight: { blocking: ['postal_address_missing'] } });
  expect((await owner('GET', `/tenants/${tenantId}`)).body.preflight).toEqual({
    blocking: ['postal_address_missing'],
  });
  expect(await preflight(call, id)).toMatchObject({
    ready: false,
    findings: [{ code: 'postal_address_missing', severity: 'blocking' }],
  });
  const refused = await call('POST', `/campaigns/${id}/send`);
  expect([refused.status, refused.body.errors[0].path]).toEqual([422, 'htmlBody']);
  // What else is set leaves it as it is.
  await set({ name: 'The Weekly' });
  expect((await preflight(call, id)).ready).toBe(false);
  await set({ preflight: { blocking: [] } });
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(202);
});

test('only what may be a warning can be made blocking, each once', async () => {
  const { owner, tenantId } = await publisher(app, 0);
  const wrong = [
    ['sender_unchecked'],
    ['audience_empty'],
    ['spf_missing', 'spf_missing'],
    ['x'],
    'x',
  ];
  for (const blocking of wrong) {
    const { status, body } = await owner('PATCH', `/tenants/${tenantId}`, {
      preflight: { blocking },
    });
    expect([blocking, status, body.code]).toEqual([blocking, 400, 'invalid_request']);
    expect(body.errors[0].path).toMatch(/^preflight\.blocking/);
  }
});

test('variables_missing: counted over those whose version prints it, with up to five of them', async () => {
  const { call, publish } = await publisher(app, 0);
  const values = [undefined, null, '', {}, ['a'], { a: 1 }, 'Ana', 0, false];
  await importPeople(
    call,
    people(9, (i) => ({ attributes: { deep: { name: values[i] }, all: 'x' } })),
  );
  await importPeople(
    call,
    people(4, () => ({ attributes: {}, locale: 'es' }), 'es'),
  );
  const body = `${CLEAN_HTML}{{deep.name}}{{all}}{{email}}{{externalId}}{{kept}}`;
  const kept = { name: 'kept', type: 'string', fallback: 'x' };
  const version = await publish({ htmlBody: body, variables: [kept], subject: 'Hi {{all}}' });
  await publishVariant(call, version, { locale: 'es', htmlBody: CLEAN_HTML, subject: 'Hola' });
  const id = await draft(call, version.versionId);
  const { findings } = await preflight(call, id);
  expect(findings).toMatchObject([
    {
      ...{ code: 'variables_missing', severity: 'warning', path: 'variables.deep.name', count: 6 },
      message: '{{deep.name}} has no fallback, and 6 of 9 contacts have no value for it',
    },
  ]);
  const lacking: string[] = [];
  for (let i = 0; i < 6; i++) {
    lacking.push((await call('GET', `/contacts/person-${i}`)).body.id);
  }
  const { sample } = findings[0]!;
  expect([sample!.length, sample!.every((one) => lacking.includes(one))]).toEqual([5, true]);
  // A subject of the campaign's own is what is printed.
  await call('PATCH', `/campaigns/${id}`, { subject: '{{nobodyHasIt}}' });
  const again = await preflight(call, id);
  expect(again.findings.map(({ path, count }) => [path, count])).toEqual([
    ['variables.nobodyHasIt', 13],
    ['variables.deep.name', 6],
  ]);
  for (const contactId of lacking) {
    const attributes = { deep: { name: 'Ana' }, all: 'x' };
    const changed = await call('PATCH', `/contacts/${contactId}`, { attributes });
    expect(changed.status).toBe(200);
  }
  await call('PATCH', `/campaigns/${id}`, { subject: null });
  expect(await codesOf(call, id)).toEqual([]);
});

test('variables_missing: no name leads into a list, as none does where it is printed', async () => {
  const { call, publish } = await publisher(app, 0);
  const attributes = { tags: ['a', 'b'], deep: { 0: 'x' } };
  await importPeople(
    call,
    people(2, () => ({ attributes })),
  );
  const { versionId } = await publish({ htmlBody: `${CLEAN_HTML}{{tags.0}}{{deep.0}}` });
  const { findings } = await preflight(call, await draft(call, versionId));
  expect(findings.map(({ path, count, sample }) => [path, count, sample!.length])).toEqual([
    ['variables.tags.0', 2, 2],
  ]);
});

test('locale_gap: people whose language no variant speaks, where others are spoken', async () => {
  const { call, publish } = await publisher(app, 0);
  await importPeople(
    call,
    people(5, (i) => ({ locale: ['fr', 'fr', 'es', null, 'de'][i] })),
  );
  const version = await publish();
  const id = await draft(call, version.versionId);
  expect(await codesOf(call, id)).toEqual([]);
  await publishVariant(call, version, { locale: 'es' });
  const { findings } = await preflight(call, id);
  expect(findings.map(({ code, count, message }) => [code, count, message.slice(0, 20)])).toEqual(
    expect.arrayContaining([
      ['locale_gap', 2, '2 people read "fr", '],
      ['locale_gap', 1, '1 people read "de", '],
    ]),
  );
  expect(findings).toHaveLength(2);
  await publishVariant(call, version, { locale: 'fr' });
  await publishVariant(call, version, { locale: 'de' });
  expect(await codesOf(call, id)).toEqual([]);
});

test('html_too_large: in the message of the contact with the most attributes, at more than 102,400 octets', async () => {
  const { call, publish } = await publisher(app, 2);
  // Words, as in a newsletter; published they are as long as they were.
  const filler = (octets: number) => '<p>0123456</p>\n'.repeat(octets / 15);
  const { versionId } = await publish({ htmlBody: `${filler(99_000)}${CLEAN_HTML}{{bio}}` });
  await importPeople(call, [
    { email: 'long@example.com', attributes: { bio: 'short' } },
    ...people(2, () => ({ attributes: { bio: 'x' } })),
  ]);
  const id = await draft(call, versionId);
  expect(await codesOf(call, id)).toEqual([]);
  await importPeople(call, [{ email: 'long@example.com', attributes: { bio: '€'.repeat(2_500) } }]);
  const [finding] = (await preflight(call, id)).findings;
  expect(finding).toMatchObject({ code: 'html_too_large', path: 'htmlBody', severity: 'warning' });
  expect(finding!.count).toBeGreaterThan(102_400);
  expect(finding!.count).toBeLessThan(110_000);
});

test('html_too_large: tracked links are longer', async () => {
  const { call, publish, set, asTester } = await publisher(app);
  const links = '<a href="https://example.com/1">1</a>\n'.repeat(500);
  const filler = '<p>0123456</p>\n'.repeat(5_000);
  const { versionId } = await publish({ htmlBody: `${filler}${links}${CLEAN_HTML}` });
  const id = await draft(call, versionId);
  expect(await codesOf(call, id)).toEqual([]);
  await set({ tracking: { clicks: true } });
  expect(await codesOf(call, id)).toEqual(['html_too_large']);
  expect(await codesOf(asTester, id)).toEqual(['sender_unchecked']);
  await call('PATCH', `/campaigns/${id}`, { trackClicks: false });
  expect(await codesOf(call, id)).toEqual([]);
});

test('link_empty, link_not_https, image_without_alt: counted, with samples', async () => {
  const { call, publish } = await publisher(app);
  const faulty =
    '<a href="#">a</a><a href="">b</a><a>no link</a><a href="http://example.com/1">c</a>' +
    '<a href="/2">d</a><a href="{{shop}}">e</a><img src="https://example.com/x.png">' +
    '<img src="y.png" alt=""><!-- <a href="http://hidden"> -->';
  const shop = { name: 'shop', type: 'url', fallback: 'http://shop.example' };
  const content = { htmlBody: faulty + CLEAN_HTML, variables: [shop] };
  const id = await draft(call, (await publish(content)).versionId);
  const { ready, findings } = await preflight(call, id);
  expect(ready).toBe(true);
  expect(findings.map(({ code, count, sample }) => [code, count, sample])).toEqual([
    ['link_empty', 2, ['#', '']],
    ['link_not_https', 3, ['http://example.com/1', '/2', '{{shop}}']],
    ['image_without_alt', 1, ['https://example.com/x.png']],
  ]);
});

test('content of the variants that are received is looked at, and of no others', async () => {
  const { call, publish } = await publisher(app);
  const version = await publish();
  const htmlBody = `<img src="a.png">${CLEAN_HTML}`;
  await publishVariant(call, version, { locale: 'es', htmlBody });
  const id = await draft(call, version.versionId);
  expect(await codesOf(call, id)).toEqual([]);
  await importPeople(
    call,
    people(1, () => ({ locale: 'es' }), 'es'),
  );
  expect((await preflight(call, id)).findings).toMatchObject([
    { code: 'image_without_alt', path: 'variants.es.htmlBody' },
  ]);
});

test('audience_grown: ten times the last sent campaign of the same project', async () => {
  const { call, publish, tenantId } = await publisher(app, 1_000);
  const { versionId } = await publish();
  const sent = async (audience: number, projectId: string | null = null) => {
    const id = await draft(call, versionId);
    await inTenant(app.db, tenantId, async (tx) => {
      await sql`update campaign_progress set audience = ${audience}, sent = ${audience}
                where campaign_id = ${id}`.execute(tx);
      await sql`update campaigns set status = 'SENT', started_at = now(), fanned_out_at = now(),
                  finished_at = now(), project_id = ${projectId} where id = ${id}`.execute(tx);
    });
  };
  const id = await draft(call, versionId);
  await sent(100, 'another');
  await sent(99);
  expect(await codesOf(call, id)).toEqual([]);
  await sent(100);
  expect((await preflight(call, id)).findings).toMatchObject([
    { code: 'audience_grown', severity: 'warning', count: 1_000 },
  ]);
  await sent(101);
  expect(await codesOf(call, id)).toEqual([]);
});
