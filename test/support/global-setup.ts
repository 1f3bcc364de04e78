import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/db/migrate.ts';
import { migrateJobs } from '../../src/jobs/runner.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server on which tests may make databases. */
    serverUrl: string;
    /** The migrated, empty database that each test file gets a copy of. */
    templateDatabase: string;
  }
}

/** One PostgreSQL server and one migrated template database for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.TEST_POSTGRES === 'external' ? external() : await embedded();
  const templateDatabase = `pressrun_template_${process.pid}`;
  await execute(server.url, `create database ${templateDatabase}`);
  const url = urlOf(server.url, templateDatabase);
  await migrateJobs(url);
  await migrate(url);
  project.provide('serverUrl', server.url);
  project.provide('templateDatabase', templateDatabase);
  return async () => {
    await execute(server.url, `drop database ${templateDatabase} with (force)`);
    await server.stop();
  };
}

/** The same server, another database. */
export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.toString();
}

export async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function external() {
  const url = process.env.DATABASE_URL;
  if (!url)
    throw new Error('npm run test:postgres needs DATABASE_URL, a login that may CREATE DATABASE');
  return { url, stop: async () => {} };
}

async function embedded() {
  const { startEmbeddedServer } = await import('../../src/db/embedded.ts');
  const dataDir = await mkdtemp(join(tmpdir(), 'pressrun-test-'));
  const server = await startEmbeddedServer({ dataDir, durable: false });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
