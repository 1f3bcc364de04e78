import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ableToRunUs } from '../../test/support/checkout.ts';
import { StartupError } from '../lib/errors.ts';
import { openDataDir, prepareDataDir } from './data-dir.ts';
import { type Account, asAccount } from './embedded-run.ts';

const isRoot = process.getuid?.() === 0;
const nobody = isRoot ? await ableToRunUs({ uid: 65_534, gid: 65_534 }) : undefined;
if (isRoot && !nobody) console.warn('SKIPPED, needs an open checkout: as a normal user');
const children: ChildProcess[] = [];
let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'pressrun-dir-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(base, { recursive: true, force: true });
});

/** Another process that opens the directory, says `held` or the error, and stays. */
function opener(dir: string, account?: Account) {
  const program = `
    import { openDataDir } from ${JSON.stringify(import.meta.resolve('./data-dir.ts'))};
    await openDataDir(${JSON.stringify(dir)}).then(
      () => console.log('held'), (error) => console.log(error.name + ': ' + error.message));
    setInterval(() => {}, 1000);`;
  const command = asAccount(process.execPath, ['--input-type=module', '-e', program], account);
  const child = spawn(command.program, command.args, {
    ...command.as,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const said = once(child.stdout!, 'data').then(([text]) => String(text).trim());
  return { child, said };
}

describe('a usable directory', () => {
  it('is made with its parents, and only for us', async () => {
    const dir = await openDataDir(join(base, 'a/b'));
    expect((await stat(dir.path)).mode & 0o777).toBe(0o700);
    dir.release();
  });

  it('is given back without links, so that each way to it means the same directory', async () => {
    await mkdir(join(base, 'real'));
    await symlink(join(base, 'real'), join(base, 'link'));
    expect(await prepareDataDir(join(base, 'link'))).toBe(await prepareDataDir(join(base, 'real')));
  });
});

describe('an unusable directory gives one sentence with the path and the reason', () => {
  const refusal = async (path: string) => {
    const error = await openDataDir(path).catch((caught) => caught);
    expect(error).toBeInstanceOf(StartupError);
    expect(error.message).toContain(`DATA_DIR ${path} can't be used: `);
    expect(error.message).toContain('Set DATA_DIR to a directory');
    return error.message;
  };

  it('a file', async () => {
    await writeFile(join(base, 'file'), '');
    expect(await refusal(join(base, 'file'))).toContain('it is a file');
  });

  it('below a file', async () => {
    await writeFile(join(base, 'file'), '');
    expect(await refusal(join(base, 'file/data'))).toContain('a part of the path is a file');
  });

  it('a link that leads nowhere', async () => {
    await symlink(join(base, 'gone'), join(base, 'link'));
    expect(await refusal(join(base, 'link'))).toContain('a symbolic link that leads nowhere');
  });

  it.skipIf(isRoot)('not writable', async () => {
    await chmod(base, 0o500);
    expect(await refusal(base)).toContain('permission denied');
    expect(await refusal(join(base, 'data'))).toContain('permission denied');
  });

  it.runIf(nobody)('not writable (as nobody, since root may write everywhere)', async () => {
    await chmod(base, 0o755);
    for (const path of [base, join(base, 'data')]) {
      const said = await opener(path, nobody).said;
      expect(said).toContain(`StartupError: DATA_DIR ${path} can't be used: permission denied`);
    }
  });
});

describe('the lock', () => {
  it('refuses a second holder in the same process, until released', async () => {
    const first = await openDataDir(base);
    await expect(openDataDir(base)).rejects.toThrow(`in use by another Pressrun process`);
    first.release();
    first.release();
    (await openDataDir(base)).release();
  });

  it('lets exactly one of four processes in, and a killed holder is no hindrance', async () => {
    for (let round = 0; round < 2; round++) {
      const openers = [1, 2, 3, 4].map(() => opener(base));
      const said = await Promise.all(openers.map((each) => each.said));
      const winner = openers[said.indexOf('held')]!;
      expect(said.filter((each) => each === 'held')).toHaveLength(1);
      expect(said.filter((each) => each.includes('is in use by'))).toHaveLength(3);
      await expect(openDataDir(base)).rejects.toThrow(`(process id ${winner.child.pid})`);
      winner.child.kill('SIGKILL');
      await once(winner.child, 'exit');
      (await openDataDir(base)).release();
    }
  });
});
