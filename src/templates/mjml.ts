import { createHash } from 'node:crypto';
import { type FieldError, PressrunError } from '../lib/errors.ts';
import type { Compiled, MjmlFault } from './compile-mjml.ts';
import { nestsTooDeeply } from './nesting.ts';
import { runInThread, tooComplex } from './publish-thread.ts';
import { inTurn } from './turns.ts';

/** Octets in UTF-8. */
const MAX_MJML_BODY_BYTES = 1_000_000;
/** An editor that saves while somebody types sends the same again and again. */
const MOST_REMEMBERED = 50;
const MOST_REMEMBERED_LENGTH = 200_000;

const remembered = new Map<string, string>();

/**
 * The content with the HTML that its MJML makes; as it is when it has none. Outside any transaction: it
 * takes half a second in a thread with the limits of publishing. Throws `unprocessable` with a field error
 * for each fault, whose message begins with `line 12: `.
 */
export async function withCompiledMjml<T extends { mjmlBody?: string | null; htmlBody?: string }>(
  tenantId: string,
  content: T,
): Promise<T> {
  if (content.mjmlBody === undefined || content.mjmlBody === null) return content;
  return { ...content, htmlBody: await htmlOf(tenantId, content.mjmlBody) };
}

async function htmlOf(tenantId: string, mjml: string): Promise<string> {
  if (Buffer.byteLength(mjml) > MAX_MJML_BODY_BYTES) throw refused([tooLarge]);
  const key = createHash('sha256').update(mjml).digest('base64');
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (nestsTooDeeply(mjml)) throw tooComplex('mjmlBody');
  const compiled = await inTurn(tenantId, () =>
    runInThread<Compiled>({ work: 'mjml', source: mjml }, 'mjmlBody'),
  );
  if ('faults' in compiled) throw refused(compiled.faults.map(fieldErrorOf));
  if (compiled.html.length <= MOST_REMEMBERED_LENGTH) remember(key, compiled.html);
  return compiled.html;
}

const tooLarge = { path: 'mjmlBody', message: 'is larger than 1 MB' };

function fieldErrorOf({ line, message }: MjmlFault): FieldError {
  return { path: 'mjmlBody', message: `line ${line}: ${message}` };
}

function refused(errors: FieldError[]): PressrunError {
  return new PressrunError('unprocessable', `mjmlBody ${errors[0]!.message}`, errors);
}

function remember(key: string, html: string): void {
  remembered.set(key, html);
  const [oldest] = remembered.keys();
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}
