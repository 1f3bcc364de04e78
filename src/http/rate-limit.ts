import { createHash } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { TooManyTries } from '../lib/errors.ts';
import type { CountRequest } from './request-counts.ts';

const WINDOW_MS = 60_000;

/**
 * Requests a minute per client, in all processes together (contract: Limits): an API key, a user, or an
 * IP address without one. The answer counts a request whose credential was refused, and throws 429 once
 * those of an address are too many.
 */
export async function limitRate(
  app: FastifyInstance,
  perMinute: number,
  countRequest: CountRequest,
): Promise<(request: FastifyRequest) => Promise<void>> {
  await app.register(rateLimit, {
    global: true,
    max: perMinute,
    timeWindow: WINDOW_MS,
    store: storeOf(countRequest) as never,
    // A one-click unsubscribe must never be refused: a mail provider's requests share few addresses.
    allowList: ({ routeOptions: { config } }) => config.public === true && !config.limited,
    keyGenerator: clientOf,
    errorResponseBuilder: (_request, { max, ttl }) => tooMany(max, ttl),
    addHeaders: { 'retry-after': true },
  });
  // The plugin counts seconds down; the contract wants the instant (Unix seconds).
  app.addHook('onSend', async (_request, reply) => {
    const seconds = reply.getHeader('x-ratelimit-reset');
    if (seconds === undefined) return;
    reply.header('x-ratelimit-reset', Math.ceil(Date.now() / 1000) + Number(seconds));
  });
  return async (request) => {
    const { used, msLeft } = await countRequest(hashOf(clientOf(request)));
    if (used > perMinute) throw tooMany(perMinute, msLeft);
  };
}

/** Known only after authentication, so that a made-up credential is not a new client. */
function clientOf({ principal, session, ip }: FastifyRequest): string {
  if (principal) return `${principal.actor.type} ${principal.actor.id}`;
  return session ? `user ${session.userId}` : `ip ${ip}`;
}

type Counted = (error: unknown, result?: { current: number; ttl: number }) => void;

/** What the plugin wants of a store: a class. */
function storeOf(countRequest: CountRequest) {
  return class {
    incr(client: string, done: Counted): void {
      countRequest(hashOf(client)).then(
        ({ used, msLeft }) => done(null, { current: used, ttl: msLeft }),
        done,
      );
    }
    child() {
      return this;
    }
  };
}

function hashOf(client: string): Buffer {
  return createHash('sha256').update(client).digest();
}

function tooMany(perMinute: number, msLeft: number): TooManyTries {
  const seconds = Math.max(1, Math.ceil(msLeft / 1_000));
  return new TooManyTries(
    `More than ${perMinute} requests a minute; try again in ${seconds} s`,
    seconds,
  );
}
