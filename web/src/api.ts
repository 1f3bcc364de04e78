import { PressrunApiError, PressrunConnectionError } from '../../sdk/src/failure.ts';
import { ROUTES as FOR_PROGRAMS, type Operations as OfPrograms } from '../../sdk/src/operations.ts';
import { contentHeaders, contentOf, fillPath, queryString } from '../../sdk/src/request.ts';
import { parseServerSentEvents, type ServerSentEvent } from '../../sdk/src/server-sent-events.ts';
import { ROUTES as FOR_PEOPLE, type Operations as OfPeople } from './operations.ts';
import { credential, renew, tenantId } from './session.ts';
import { fetchWithProgress, type OnProgress } from './upload-progress.ts';

type Operations = OfPrograms & OfPeople;
const ROUTES = { ...FOR_PROGRAMS, ...FOR_PEOPLE };

export type OperationName = keyof Operations;
export type InputOf<K extends OperationName> = Operations[K]['input'];
export type ReplyOf<K extends OperationName> = Operations[K]['reply'];

type AnyInput = {
  path?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
};

type Sending = { accept: string; signal?: AbortSignal | undefined; onProgress?: OnProgress };

/**
 * Asks the public API, as the person who is signed in and in the tenant that they chose. An access
 * token that ran out is renewed once. Throws PressrunApiError for a refusal (its `message` is for
 * people, its `errors` name the fields) and PressrunConnectionError when no answer came.
 */
export async function call<K extends OperationName>(
  operation: K,
  input: InputOf<K>,
  signal?: AbortSignal,
): Promise<ReplyOf<K>> {
  const accept = 'application/json, text/csv';
  return replyOf(await ask(operation, input as AnyInput, { accept, signal }));
}

/** The same with a file as its body (a SentFile), and with how much of it has gone out, from 0 to 1. */
export async function upload<K extends OperationName>(
  operation: K,
  input: InputOf<K>,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<ReplyOf<K>> {
  const sending = { accept: 'application/json', signal, onProgress };
  return replyOf(await ask(operation, input as AnyInput, sending));
}

/** An answer that is a file, not read yet. */
export function download<K extends OperationName>(
  operation: K,
  input: InputOf<K>,
  signal?: AbortSignal,
): Promise<Response> {
  return ask(operation, input as AnyInput, { accept: '*/*', signal });
}

/** The events of a stream until it ends or `signal` aborts. */
export async function* stream<K extends OperationName>(
  operation: K,
  input: InputOf<K>,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const sending = { accept: 'text/event-stream', signal };
  const response = await ask(operation, input as AnyInput, sending);
  if (response.body) yield* parseServerSentEvents(response.body, () => {});
}

async function replyOf<K extends OperationName>(response: Response): Promise<ReplyOf<K>> {
  const isJson = response.headers.get('content-type')?.includes('json');
  return (isJson ? await response.json() : await response.text()) as ReplyOf<K>;
}

async function ask(operation: OperationName, input: AnyInput, sending: Sending): Promise<Response> {
  // One key for both tries: asked twice, it happens once.
  const idempotencyKey = crypto.randomUUID();
  const used = credential();
  let response = await send(operation, input, sending, idempotencyKey);
  if (response.status === 401 && used && (await renew(used))) {
    response = await send(operation, input, sending, idempotencyKey);
  }
  if (response.ok) return response;
  throw new PressrunApiError(response.status, response.headers, await response.text());
}

async function send(
  operation: OperationName,
  { path = {}, query = {}, body }: AnyInput,
  { accept, signal, onProgress }: Sending,
  idempotencyKey: string,
): Promise<Response> {
  const { method, path: template, keyed } = ROUTES[operation];
  const headers = new Headers({ accept, ...contentHeaders(body) });
  const token = credential();
  if (token) headers.set('authorization', `Bearer ${token}`);
  const tenant = tenantId();
  if (token && tenant) headers.set('x-tenant-id', tenant);
  if (keyed) headers.set('idempotency-key', idempotencyKey);
  const url = fillPath(template, path) + queryString(query);
  const request = { method, headers, body: contentOf(body), signal };
  try {
    return await (onProgress ? fetchWithProgress(url, request, onProgress) : fetch(url, request));
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new PressrunConnectionError('No answer from the server; is it running?', {
      cause: error,
    });
  }
}
