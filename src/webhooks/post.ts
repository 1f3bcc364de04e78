import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher, request } from 'undici';
import type { Clock } from '../lib/clock.ts';
import {
  isPublicAddress,
  PrivateHostError,
  publicLookup,
  withoutBrackets,
} from '../lib/public-address.ts';
import { type Answer, isSuccess, refusalWords } from './delivery.ts';
import { readBeginning, storableBody } from './response-body.ts';
import { retryAfterSeconds } from './retry.ts';

/** From the first packet to the end of the answer (contract: Webhooks). */
export const TIMEOUT_MS = 10_000;

/**
 * The connections for webhooks, kept alive between tries. Unless private hosts are allowed, each
 * dial checks the address that is really dialled (P29): `lookup` resolves and refuses. Connections
 * aren't limited per host, so that two endpoints on one host don't wait for each other.
 */
export function createDispatcher(
  allowPrivateHosts: boolean,
  lookup: LookupFunction = publicLookup,
): Dispatcher {
  const options = { timeout: TIMEOUT_MS, allowH2: false };
  if (allowPrivateHosts) return new Agent({ connect: options });
  const dial = buildConnector({ ...options, lookup } as buildConnector.BuildOptions);
  return new Agent({
    connect: (target, callback) => {
      // net.connect asks no lookup for a literal address.
      const host = withoutBrackets(target.hostname);
      if (isIP(host) === 0 || isPublicAddress(host)) return dial(target, callback);
      callback(new PrivateHostError('not a public host'), null);
    },
  });
}

export type Post = { url: string; headers: Record<string, string>; body: string };

/** POSTs once, without following redirects. Never throws: a failure is an answer with its reason. */
export async function post(
  dispatcher: Dispatcher,
  { url, headers, body }: Post,
  { timeoutMs, clock }: { timeoutMs: number; clock: Clock },
): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const reply = await request(url, { method: 'POST', headers, body, dispatcher, signal });
    const { statusCode } = reply;
    const retryAfter = reply.headers['retry-after'];
    return {
      statusCode,
      responseBody: storableBody(await readBeginning(reply.body)),
      error: isSuccess(statusCode) ? null : refusalWords(statusCode),
      retryAfterSeconds: retryAfterSeconds([retryAfter].flat()[0], clock.now()),
    };
  } catch (error) {
    return noAnswer(signal.aborted ? `No answer within ${timeoutMs / 1_000} s` : reason(error));
  }
}

/** A try without an answer. */
export function noAnswer(error: string): Answer {
  return { statusCode: null, responseBody: null, error, retryAfterSeconds: 0 };
}

const WORDS: Record<string, string> = {
  EPRIVATEHOST: 'The host is not public',
  ECONNREFUSED: 'The connection was refused',
  ECONNRESET: 'The connection was lost',
  UND_ERR_SOCKET: 'The connection was lost',
  UND_ERR_CONNECT_TIMEOUT: 'No connection in time',
  UND_ERR_HEADERS_OVERFLOW: 'The answer had too many headers',
  ENOTFOUND: 'The host name is not known',
  EAI_AGAIN: 'The host name could not be looked up',
  EHOSTUNREACH: 'The host can not be reached',
  ENETUNREACH: 'The host can not be reached',
  ETIMEDOUT: 'No connection in time',
};

/** Words and a code, never the error's own text: that repeats addresses. */
function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
  const words = /CERT|TLS|SSL|SIGNED/.test(code) ? 'TLS failed' : WORDS[code];
  return `${words ?? 'The request failed'} (${code})`;
}
