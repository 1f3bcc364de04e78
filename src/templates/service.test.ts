import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import type { Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { newId } from '../lib/ids.ts';
import { prepareVersion, publishVersion, unpublishVersion } from './publish-version.ts';
import {
  createTemplate,
  deleteTemplate,
  findPublishedVersion,
  findVersion,
  holdPublishedVersion,
  publishedVariants,
} from './service.ts';
import type { VersionPath } from './version.ts';
import { addVersion, deleteVersion, updateVersion } from './versions.ts';

const db = testDatabase();
const CONTENT = { subject: 'Hi', htmlBody: '<a href="{{unsubscribeUrl}}">bye</a>' };

async function setUp() {
  const { tenantId } = await testTenant(db);
  const made = await inTenant(db, tenantId, (tx) =>
    createTemplate(tx, tenantId, { name: 'News', ...CONTENT }),
  );
  return { tenantId, path: { id: made.id, versionId: made.versions[0]?.id as string } };
}

async function publish(tenantId: string, path: VersionPath) {
  const prepared = await prepareVersion(db, tenantId, path);
  return inTenant(db, tenantId, (tx) => publishVersion(tx, tenantId, path, prepared));
}

test('what campaigns ask for: the published version and the variants of its group', async () => {
  const { tenantId, path } = await setUp();
  const { versionId } = path;
  const ask = <T>(work: (tx: Tx) => Promise<T>) => inTenant(db, tenantId, work);
  expect(await ask((tx) => findPublishedVersion(tx, tenantId, versionId))).toBeNull();
  expect(await ask((tx) => findVersion(tx, tenantId, versionId))).toMatchObject({
    status: 'DRAFT',
  });
  await publish(tenantId, path);
  const found = await ask((tx) => findPublishedVersion(tx, tenantId, versionId));
  expect(found).toEqual({
    id: versionId,
    templateId: path.id,
    name: 'News',
    status: 'PUBLISHED',
    subject: 'Hi',
    publishedHtml: CONTENT.htmlBody,
    publishedText: 'bye [{{unsubscribeUrl}}]',
    variables: [],
    locale: null,
    groupId: versionId,
    hasUnsubscribeLink: true,
  });
  expect(await ask((tx) => holdPublishedVersion(tx, tenantId, versionId))).toEqual(found);
  const { id: en } = await ask((tx) =>
    addVersion(tx, tenantId, path.id, { locale: 'en', localeGroupId: versionId }),
  );
  const variants = () => ask((tx) => publishedVariants(tx, tenantId, versionId));
  expect(await variants()).toEqual([{ id: versionId, locale: null }]);
  await publish(tenantId, { ...path, versionId: en });
  expect(await variants()).toEqual([
    { id: versionId, locale: null },
    { id: en, locale: 'en' },
  ]);
  const other = await testTenant(db);
  await inTenant(db, other.tenantId, async (tx) => {
    for (const id of [versionId, newId(), 'x']) {
      expect(await findVersion(tx, other.tenantId, id)).toBeNull();
      expect(await findPublishedVersion(tx, other.tenantId, id)).toBeNull();
      expect(await holdPublishedVersion(tx, other.tenantId, id)).toBeNull();
      expect(await publishedVariants(tx, other.tenantId, id)).toEqual([]);
    }
  });
});

test('a draft that changed after it was prepared is not published', async () => {
  const { tenantId, path } = await setUp();
  const prepared = await prepareVersion(db, tenantId, path);
  await inTenant(db, tenantId, (tx) => updateVersion(tx, tenantId, path, { htmlBody: '<p>y</p>' }));
  const late = inTenant(db, tenantId, (tx) => publishVersion(tx, tenantId, path, prepared));
  await expect(late).rejects.toMatchObject({ code: 'conflict' });
  expect((await publish(tenantId, path)).publishedHtml).toBe('<p>y</p>');
});

test('unpublishing waits for a campaign that is about to use the version or its group', async () => {
  for (const [used, unpublished] of [
    ['base', 'base'],
    ['base', 'variant'],
    ['variant', 'base'],
  ] as const) {
    const { tenantId, path } = await setUp();
    const { id } = await inTenant(db, tenantId, (tx) =>
      addVersion(tx, tenantId, path.id, { locale: 'en', localeGroupId: path.versionId }),
    );
    const paths = { base: path, variant: { id: path.id, versionId: id } };
    for (const which of Object.values(paths)) await publish(tenantId, which);
    const { versionId } = paths[used];
    const answer = await whileHeld(
      tenantId,
      async (tx) => void (await holdPublishedVersion(tx, tenantId, versionId)),
      (tx) => addCampaign(tx, tenantId, versionId),
      (tx) => unpublishVersion(tx, tenantId, paths[unpublished]),
    );
    expect(answer).toMatchObject({ code: 'conflict', message: expect.stringContaining('SENDING') });
  }
});

test('two variants unpublished at once do not wait for each other', async () => {
  const { tenantId, path } = await setUp();
  const en = await inTenant(db, tenantId, (tx) =>
    addVersion(tx, tenantId, path.id, { locale: 'en', localeGroupId: path.versionId }),
  );
  const paths = [path, { id: path.id, versionId: en.id }];
  for (let round = 0; round < 3; round++) {
    for (const which of paths) await publish(tenantId, which);
    await Promise.all(
      paths.map((which) => inTenant(db, tenantId, (tx) => unpublishVersion(tx, tenantId, which))),
    );
  }
  expect((await inTenant(db, tenantId, (tx) => findVersion(tx, tenantId, en.id)))?.status).toBe(
    'DRAFT',
  );
});

test('what a campaign takes while it is deleted stays', async () => {
  for (const remove of [
    (tx: Tx, tenantId: string, path: VersionPath) => deleteVersion(tx, tenantId, path),
    (tx: Tx, tenantId: string, path: VersionPath) => deleteTemplate(tx, tenantId, path.id),
  ]) {
    const { tenantId, path } = await setUp();
    const answer = await whileHeld(
      tenantId,
      (tx) => addCampaign(tx, tenantId, path.versionId, 'DRAFT'),
      async () => {},
      (tx) => remove(tx, tenantId, path),
    );
    expect(answer).toMatchObject({ code: 'conflict' });
  }
});

/** Runs `other` against a transaction that does `first`, and `then` as soon as `other` waits. */
async function whileHeld(
  tenantId: string,
  first: (tx: Tx) => Promise<void>,
  then: (tx: Tx) => Promise<void>,
  other: (tx: Tx) => Promise<unknown>,
): Promise<unknown> {
  let answer: Promise<unknown> = Promise.resolve();
  await inTenant(db, tenantId, async (tx) => {
    await first(tx);
    let done = false;
    answer = inTenant(db, tenantId, other)
      .catch((error: unknown) => error)
      .finally(() => {
        done = true;
      });
    while (!done && !(await someoneWaits(tx))) {}
    await then(tx);
  });
  return answer;
}

/** Whether another transaction waits for the end of this one. */
async function someoneWaits(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (
      select from pg_locks
      where not granted and transactionid = pg_current_xact_id()::xid
    ) as waits`.execute(tx);
  return rows[0]?.waits ?? false;
}

async function addCampaign(tx: Tx, tenantId: string, versionId: string, status = 'SENDING') {
  await sql`
    insert into campaigns (tenant_id, id, name, template_version_id, status, started_at)
    values (${tenantId}, ${newId()}, 'Spring', ${versionId}, ${status}, now())`.execute(tx);
}
