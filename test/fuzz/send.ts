import { Agent, request } from 'undici';
import { type Operation, urlWith } from '../matrix/operations.ts';
import type { Request } from '../matrix/recipes.ts';
import type { World } from '../matrix/world.ts';
import type { Body, Call, Param } from './calls.ts';

export type Answer = {
  status: number;
  type: string;
  /** Parsed where the type is JSON, else the text. */
  body: unknown;
  text: string;
  /** All that was sent, as one text. */
  sent: string;
};

const agent = new Agent({ keepAliveTimeout: 1_000 });

/** Makes the call about what both tenants have, as the holder of this tenant's key. */
export async function send(
  base: string,
  operation: Operation,
  call: Call,
  its: { world: World; request: Request },
  foreign: { world: World; request: Request },
): Promise<Answer> {
  const url = urlOf(operation, call, its.request.params, foreign.request.params);
  const body = bytesOf(call.body, its.request.body);
  const headers = {
    ...(its.request.credential ? { authorization: `Bearer ${its.request.credential}` } : {}),
    ...its.request.headers,
    ...(body === null ? {} : { 'content-type': contentTypeOf(operation) }),
    ...call.headers,
    ...tenantHeader(call.headers['x-tenant-id'], its.world, foreign.world),
  };
  const reply = await request(base + url, {
    ...{ method: operation.method, headers, body, dispatcher: agent },
    ...{ headersTimeout: 20_000, bodyTimeout: 20_000 },
  });
  const type = String(reply.headers['content-type'] ?? '');
  const text = await textOf(reply.body, type);
  return {
    ...{ status: reply.statusCode, type, text },
    body: type.includes('json') && text !== '' ? JSON.parse(text) : text,
    sent: `${url}\n${JSON.stringify(headers)}\n${body ?? ''}`,
  };
}

/** A stream that goes on has no end to wait for: its beginning is enough. */
async function textOf(body: Awaited<ReturnType<typeof request>>['body'], type: string) {
  if (!type.startsWith('text/event-stream')) return body.text();
  for await (const chunk of body) return String(chunk);
  return '';
}

function urlOf(
  operation: Operation,
  { params, query }: Call,
  own: Record<string, string>,
  foreign: Record<string, string>,
): string {
  const value = (name: string, param: Param) => {
    if (param === 'own') return own[name]!;
    // Half a surrogate pair has no percent-encoding.
    return param === 'foreign' ? foreign[name]! : param.text.toWellFormed();
  };
  const values = Object.entries(params).map(([name, param]) => [name, value(name, param)]);
  const search = query.map((pair) =>
    pair.map((part) => encodeURIComponent(part.toWellFormed())).join('='),
  );
  const path = urlWith(operation, Object.fromEntries(values));
  return search.length > 0 ? `${path}?${search.join('&')}` : path;
}

function tenantHeader(named: string | undefined, its: World, foreign: World) {
  if (named === 'own') return { 'x-tenant-id': its.tenantId };
  return named === 'foreign' ? { 'x-tenant-id': foreign.tenantId } : {};
}

function contentTypeOf({ source }: Operation): string {
  return Object.keys(source.requestBody?.content ?? {})[0] ?? 'application/json';
}

function bytesOf(body: Body | null, good: unknown): Buffer | null {
  if (body === null) return null;
  if (body.kind === 'raw') return Buffer.from(body.text, body.encoding);
  const value = body.kind === 'value' ? body.value : changed(good, body.changes);
  if (value === undefined) return null;
  return Buffer.from(typeof good === 'string' ? good : JSON.stringify(value));
}

function changed(good: unknown, changes: { at: string[]; value?: unknown }[]): unknown {
  return changes.reduce((value, { at, value: put }) => withValue(value, at, put), good);
}

// Own properties by definition: '__proto__' has to arrive as a field, not as a prototype.
function withValue(holder: unknown, [name, ...rest]: string[], value: unknown): unknown {
  const isArray = Array.isArray(holder);
  const copy = isArray ? [...holder] : { ...(holder as object) };
  const inner = (copy as Record<string, unknown>)[name as string];
  const put = rest.length > 0 ? withValue(inner, rest, value) : value;
  Object.defineProperty(copy, name as string, {
    ...{ value: put, enumerable: true, configurable: true, writable: true },
  });
  return copy;
}
