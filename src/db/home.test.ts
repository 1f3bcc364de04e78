import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { atEnd } from '../../test/support/at-end.ts';
import { testDatabase } from '../../test/support/database.ts';
import { execute } from '../../test/support/global-setup.ts';
import { findHome, isElsewhere } from './home.ts';

const db = testDatabase();

test('a database knows its cluster and itself; of an embedded one also its files', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'pressrun-home-'));
  atEnd(() => rm(dataDir, { recursive: true, force: true }));
  await mkdir(join(dataDir, 'postgres'));
  const home = await findHome(db, dataDir);
  expect(home).toEqual({
    systemIdentifier: expect.stringMatching(/^\d{15,}$/),
    databaseOid: expect.stringMatching(/^\d+$/),
    dataDirInode: String((await stat(join(dataDir, 'postgres'))).ino),
  });
  const moved = `${dataDir}-moved`;
  await rename(dataDir, moved);
  atEnd(() => rm(moved, { recursive: true, force: true }));
  expect(await findHome(db, moved)).toEqual(home);
});

test('where the cluster keeps its identifier to itself, the database’s own is left', async () => {
  await execute(db.url, 'revoke execute on function pg_control_system() from public');
  expect(await findHome(db, null)).toEqual({ databaseOid: expect.stringMatching(/^\d+$/) });
});

test.each([
  [{ databaseOid: '5' }, { databaseOid: '5' }, false],
  [{ databaseOid: '5' }, { databaseOid: '6' }, true],
  [{ systemIdentifier: '1', databaseOid: '5' }, { databaseOid: '5' }, false],
  [{ databaseOid: '5' }, { systemIdentifier: '1', databaseOid: '5' }, false],
  [{ systemIdentifier: '1', databaseOid: '5' }, { systemIdentifier: '2', databaseOid: '5' }, true],
  [{ dataDirInode: '9' }, { dataDirInode: '8' }, true],
  [{}, { databaseOid: '5' }, false],
])('%j, now %j: elsewhere is %j; only what both know is compared', (then, now, expected) => {
  expect(isElsewhere(then, now)).toBe(expected);
});
