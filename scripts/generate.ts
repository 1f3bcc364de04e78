import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateAll } from '../src/database.ts';
import { startEmbeddedServer } from '../src/db/embedded.ts';
import { driftedFiles, generatedFiles, ROOT } from './generated-files.ts';

// `npm run generate`: writes schema.sql, src/db/schema.ts, openapi.json and the
// operations.ts of sdk and web.
// `npm run generate -- --check`: writes nothing, fails when one of them isn't what it would write.
// TEST_POSTGRES=external DATABASE_URL=…: on that (empty) database instead of an embedded one.

const files = await onMigratedDatabase(generatedFiles);
const drifted = await driftedFiles(files);
if (process.argv.includes('--check')) {
  if (drifted.length > 0) {
    console.error(`Not up to date: ${drifted.join(', ')}. Run "npm run generate".`);
    process.exitCode = 1;
  }
} else {
  for (const path of drifted) await writeFile(join(ROOT, path), files.get(path)!);
  console.log(drifted.length > 0 ? `wrote ${drifted.join(', ')}` : 'everything is up to date');
}

async function onMigratedDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  if (process.env.TEST_POSTGRES === 'external') {
    const url = process.env.DATABASE_URL;
    if (!url) throw new Error('TEST_POSTGRES=external needs DATABASE_URL, an empty database');
    await migrateAll(url);
    return work(url);
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'pressrun-generate-'));
  const server = await startEmbeddedServer({ dataDir, durable: false });
  try {
    await migrateAll(server.url);
    return await work(server.url);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
