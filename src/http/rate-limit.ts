import { createHash } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { PressrunError } from '../lib/errors.ts';

const WINDOW_MS = 60_000;

/** Requests a minute per client: an API key, or an IP address without one (contract: Limits). */
export async function limitRate(app: FastifyInstance, perMinute: number): Promise<void> {
  await app.register(rateLimit, {
    global: true,
    max: perMinute,
    timeWindow: WINDOW_MS,
    // A one-click unsubscribe must never be refused: a mail provider's requests share few addresses.
    allowList: ({ routeOptions: { config } }) => config.public === true && !config.limited,
    // Where no credential is asked for, one that is sent along names nobody.
    keyGenerator: ({ routeOptions: { config }, headers, ip }) =>
      config.public ? ip : clientKey(headers.authorization, ip),
    errorResponseBuilder: (_request, { max, after }) =>
      new PressrunError(
        'rate_limited',
        `More than ${max} requests a minute; try again in ${after}`,
      ),
    addHeaders: { 'retry-after': true },
  });
  // The plugin counts seconds down; the contract wants the instant (Unix seconds).
  app.addHook('onSend', async (_request, reply) => {
    const seconds = reply.getHeader('x-ratelimit-reset');
    if (seconds === undefined) return;
    reply.header('x-ratelimit-reset', Math.ceil(Date.now() / 1000) + Number(seconds));
  });
}

function clientKey(authorization: string | undefined, ip: string): string {
  if (!authorization) return ip;
  return createHash('sha256').update(authorization).digest('base64');
}
