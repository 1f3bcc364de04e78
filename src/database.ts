import type { Config } from './config.ts';
import { findEmbeddedServer, startEmbeddedServer } from './db/embedded.ts';
import { migrate } from './db/migrate.ts';
import { migrateJobs } from './jobs/runner.ts';
import { StartupError } from './lib/errors.ts';

/** The database server that this process uses, and has to stop if it started it. */
export type DatabaseServer = {
  url: string;
  /** This process alone holds the embedded server's DATA_DIR: every earlier worker is dead. */
  isSole: boolean;
  stop(): Promise<void>;
};

/**
 * DATABASE_URL's server, or the embedded one. `sole`: start it and hold DATA_DIR (serve); else use
 * the one that another process of the same DATA_DIR runs, if one does (worker, command line).
 */
export async function openServer(config: Config, sole: boolean): Promise<DatabaseServer> {
  if (config.databaseUrl) return { url: config.databaseUrl, isSole: false, stop: async () => {} };
  const running = sole ? undefined : await findEmbeddedServer(config.dataDir);
  if (running) return { url: running, isSole: false, stop: async () => {} };
  const server = await startEmbeddedServer({ dataDir: config.dataDir });
  return { url: server.url, isSole: true, stop: () => server.stop() };
}

/** Both schemas, ours and the job queue's. Says in words what is wrong with DATABASE_URL. */
export async function migrateAll(url: string): Promise<string[]> {
  try {
    await migrateJobs(url);
    return await migrate(url);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const { message, code } = error as Error & { code?: string };
    throw new StartupError(
      `The database could not be brought up to date (${code ?? 'error'}): ${message || 'no answer'}. ` +
        'Check DATABASE_URL: the server has to run, and the login has to own the database.',
    );
  }
}
