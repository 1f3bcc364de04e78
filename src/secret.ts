import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The instance's secrets: PRESSRUN_SECRET, else those of DATA_DIR/secret (one a line, newest
 * first), which is made with mode 0600 on the first start. Of processes that start at once, one
 * makes it: the file is created exclusively.
 */
export async function loadSecrets(configured: string[], dataDir: string): Promise<string[]> {
  if (configured.length > 0) return configured;
  const path = join(dataDir, 'secret');
  try {
    await writeFile(path, `${randomBytes(32).toString('base64url')}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}
