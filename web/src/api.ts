import { PressrunApiError, PressrunConnectionError } from '../../sdk/src/failure.ts';
import { ROUTES as FOR_PROGRAMS, type Operations as OfPrograms } from '../../sdk/src/operations.ts';
import { fillPath, queryString } from '../../sdk/src/request.ts';
import { parseServerSentEvents, type ServerSentEvent } from '../../sdk/src/server-sent-events.ts';
import { ROUTES as FOR_PEOPLE, type Operations as OfPeople } from './operations.ts';
import { credential, renew, tenantId } from './session.ts';

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

type Sending = { accept: string; signal: AbortSignal | undefined; idempotencyKey: string };

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
  const response = await ask(operation, input as AnyInput, 'application/json, text/csv', signal);
  const type = response.headers.get('content-type') ?? '';
  const reply = type.includes('json') ? await response.json() : await response.text();
  return reply as ReplyOf<K>;
}

/** The events of a stream until it ends or `signal` aborts. */
export async function* stream<K extends OperationName>(
  operation: K,
  input: InputOf<K>,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const response = await ask(operation, input as AnyInput, 'text/event-stream', signal);
  if (response.body) yield* parseServerSentEvents(response.body, () => {});
}

async function ask(
  operation: OperationName,
  input: AnyInput,
  accept: string,
  signal: AbortSignal | undefined,
): Promise<Response> {
  // One key for both tries: asked twice, it happens once.
  const options = { accept, signal, idempotencyKey: crypto.randomUUID() };
  const used = credential();
  let response = await send(operation, input, options);
  if (response.status === 401 && used && (await renew(used))) {
    response = await send(operation, input, options);
  }
  if (response.ok) return response;
  throw new PressrunApiError(response.status, response.headers, await response.text());
}

async function send(
  operation: OperationName,
  { path = {}, query = {}, body }: AnyInput,
  { accept, signal, idempotencyKey }: Sending,
): Promise<Response> {
  const { method, path: template, keyed } = ROUTES[operation];
  const headers = new Headers({ accept });
  const token = credential();
  if (token) headers.set('authorization', `Bearer ${token}`);
  const tenant = tenantId();
  if (token && tenant) headers.set('x-tenant-id', tenant);
  if (keyed) headers.set('idempotency-key', idempotencyKey);
  if (body !== undefined) {
    headers.set('content-type', typeof body === 'string' ? 'text/csv' : 'application/json');
  }
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  try {
    return await fetch(fillPath(template, path) + queryString(query), {
      method,
      headers,
      body: text,
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new PressrunConnectionError('No answer from the server; is it running?', {
      cause: error,
    });
  }
}
