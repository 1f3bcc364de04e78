import { randomInt } from 'node:crypto';
import { createServer as createNetServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Config, urlHost } from './config.ts';
import { StartupError } from './lib/errors.ts';

/** Listens on HOST and PORT and returns the URL. Throws StartupError when the place is taken. */
export async function listen(server: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'something listens there already' : code;
    throw new StartupError(
      `Can not listen on ${host}:${port}: ${why}. Set PORT or HOST to something free.`,
    );
  }
  return `http://${urlHost(host)}:${port}`;
}

/** Port 0 becomes a free one now, because links in mail and credentials.json name it. */
export async function settlePort(config: Config): Promise<Config> {
  if (config.port !== 0) return config;
  const port = await freePort(config.host);
  const publicUrl = config.publicUrlSet
    ? config.publicUrl
    : `http://${urlHost(config.host)}:${port}`;
  return { ...config, port, publicUrl };
}

/**
 * Below the range from which systems take ports for outgoing connections (Linux: from 32768): on a busy machine
 * one of those had it before this process listened.
 */
async function freePort(host: string): Promise<number> {
  for (let tries = 0; tries < 20; tries += 1) {
    const port = await probe(host, randomInt(10_240, 32_768));
    if (port !== null) return port;
  }
  return (await probe(host, 0))!;
}

/** The port that can be listened on; null if this one is taken. */
function probe(host: string, port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createNetServer().once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}
