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

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createNetServer().once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
