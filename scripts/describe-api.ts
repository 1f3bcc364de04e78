import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { createApi } from '../src/api.ts';
import { readConfig } from '../src/config.ts';
import type { Database } from '../src/db/database.ts';
import { createSealer } from '../src/lib/seal.ts';
import { createTokenSigner } from '../src/lib/signed-token.ts';

/** The program's server with every route on it, and no worker behind it; the caller closes it. */
export async function createDescribedApi(db: Database): Promise<FastifyInstance> {
  const config = await readConfig({});
  const server = await createApi({
    ...{ config: { ...config, rateLimitPerMinute: 1_000_000 }, db },
    log: pino({ level: 'silent' }),
    sealer: createSealer([randomBytes(32).toString('hex')]),
    suppressionKey: randomBytes(32),
    sessionKey: randomBytes(32),
    sender: {
      from: { address: 'news@example.com', name: 'News' },
      publicUrl: config.publicUrl,
      signer: createTokenSigner([randomBytes(32).toString('base64')]),
    },
    deliverNow: async () => [],
    domains: { find: async () => null, known: () => null },
    smtpHost: null,
    outboxDir: tmpdir(),
    isReady: () => true,
  });
  await server.ready();
  return server;
}

/** openapi.json as it stands in the repository. */
export async function describeApi(db: Database): Promise<string> {
  const server = await createDescribedApi(db);
  try {
    return `${JSON.stringify(server.swagger(), null, 2)}\n`;
  } finally {
    await server.close();
  }
}
