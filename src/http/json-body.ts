import type { FastifyInstance } from 'fastify';
import { invalidField, PressrunError } from '../lib/errors.ts';

/**
 * Reads JSON bodies. An empty one is no body: the hosted product's clients send the JSON content
 * type on every request, also on `POST /campaigns/{id}/send`.
 */
export function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString();
    if (text.trim() === '') return done(null, undefined);
    parse(request, text, (error, value) => {
      if (error)
        return done(new PressrunError('invalid_request', `The body is not JSON: ${error.message}`));
      if (isTooDeep(value))
        return done(invalidField('body', `nests deeper than ${MAX_DEPTH} levels`));
      done(null, value);
    });
  });
}

/** Recursive code behind the border (JSON.stringify, validators) must not be driven off its stack. */
const MAX_DEPTH = 64;

function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((part) =>
      part !== null && typeof part === 'object' ? Object.values(part) : [],
    );
  }
  return false;
}

/**
 * Where a value holds text that PostgreSQL or UTF-8 can't: the path and the reason, or null.
 * NUL has no place in a text column; a lone surrogate would silently become U+FFFD.
 */
export function findBrokenText(
  value: unknown,
  path = '',
): { path: string; message: string } | null {
  // Paths are made only where something is found: most of what comes here is right.
  return isWhole(value) ? null : findBroken(value, path);
}

function isWhole(value: unknown): boolean {
  if (typeof value === 'string') return brokenText(value) === null;
  if (value === null || typeof value !== 'object') return true;
  const stack: object[] = [value];
  for (let part = stack.pop(); part; part = stack.pop()) {
    const isList = Array.isArray(part);
    for (const [key, child] of Object.entries(part)) {
      if (!isList && brokenText(key) !== null) return false;
      if (typeof child === 'string') {
        if (brokenText(child) !== null) return false;
      } else if (child !== null && typeof child === 'object') stack.push(child);
    }
  }
  return true;
}

function findBroken(value: unknown, path: string): { path: string; message: string } | null {
  const stack: [unknown, string][] = [[value, path]];
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const [part, at] = entry;
    if (typeof part === 'string') {
      const message = brokenText(part);
      if (message) return { path: at || 'body', message };
    } else if (part !== null && typeof part === 'object') {
      for (const [key, child] of Object.entries(part)) {
        const message = brokenText(key);
        if (message) return { path: at || 'body', message: `a field name ${message}` };
        stack.push([child, at ? `${at}.${key}` : key]);
      }
    }
  }
  return null;
}

/** Refuses a body with broken text; `bulk` routes check row by row instead. */
export function refuseBrokenText(value: unknown): void {
  const broken = findBrokenText(value);
  if (broken) throw invalidField(broken.path, broken.message);
}

function brokenText(text: string): string | null {
  if (text.includes('\0')) return 'holds a NUL character (U+0000), which can not be stored';
  if (!text.isWellFormed()) return 'holds half of a surrogate pair, which is not text';
  return null;
}
