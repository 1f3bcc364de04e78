import type { AnyInput, OperationName } from './operation.ts';
import { ROUTES } from './operations.ts';
import { type Body, SentFile } from './sent-file.ts';
import type { CallOptions, Settings } from './settings.ts';

export type Prepared = {
  operation: OperationName;
  method: string;
  path: string;
  url: string;
  headers: Record<string, string>;
  body: Body | undefined;
  /** The body is a stream: there is one try only. */
  isStream: boolean;
  /** Asked twice, it happens once. */
  repeatable: boolean;
};

/**
 * An operation with its input as an HTTP request. A POST gets an Idempotency-Key here, once for all
 * its tries (contract: Limits). A body that is text is a CSV file, anything else but a file goes as JSON.
 */
export function prepare(
  settings: Settings,
  operation: OperationName,
  input: AnyInput,
  options: CallOptions,
): Prepared {
  const { method, path: template, keyed } = ROUTES[operation];
  const path = fillPath(template, input.path ?? {});
  const { body } = input;
  const headers: Record<string, string> = { authorization: `Bearer ${settings.apiKey}` };
  if (settings.tenantId) headers['x-tenant-id'] = settings.tenantId;
  if (keyed) headers['idempotency-key'] = options.idempotencyKey ?? crypto.randomUUID();
  Object.assign(headers, contentHeaders(body));
  return {
    ...{ operation, method, path, headers },
    url: settings.baseUrl + path + queryString(input.query ?? {}),
    ...{ body: contentOf(body), isStream: body instanceof SentFile && body.isStream },
    repeatable: method !== 'POST' || keyed,
  };
}

/** Says what a body is. */
export function contentHeaders(body: unknown): Record<string, string> {
  if (body === undefined) return {};
  if (!(body instanceof SentFile)) {
    return { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' };
  }
  return { 'content-type': body.type, ...(body.isGzip ? { 'content-encoding': 'gzip' } : {}) };
}

/** A body as fetch takes it. */
export function contentOf(body: unknown): Body | undefined {
  if (body instanceof SentFile) return body.body;
  return body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
}

/** An id is always one step of the path, whatever is in it: `a/b` and `..` too. */
export function fillPath(template: string, values: Record<string, unknown>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const text = String(values[name] ?? '');
    if (text === '') throw new TypeError(`${name} must not be empty`);
    // Dots alone would be taken for a way up, even percent-encoded (WHATWG URL §4.4).
    if (/^\.{1,2}$/.test(text)) throw new TypeError(`${name} can't be "${text}"`);
    return encodeURIComponent(text);
  });
}

/** The query with its question mark; what is undefined or null is left out. */
export function queryString(query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    search.append(name, value instanceof Date ? value.toISOString() : String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
