import { createHash } from 'node:crypto';
import { nestsTooDeeply } from './nesting.ts';
import { runPublishThread, tooComplex } from './publish-thread.ts';
import { textFromHtml } from './text-from-html.ts';
import { inTurn } from './turns.ts';

/** The slowest HTML of this length took 76 ms (4,200 links); longer ones go to a thread. */
const MOST_INLINE = 64_000;
/** What is remembered: the same HTML comes again and again where a caller doesn't fill it in itself. */
const MOST_REMEMBERED = 200;
const MOST_REMEMBERED_LENGTH = 100_000;

const remembered = new Map<string, string>();

/**
 * The plain-text part for HTML that is sent without being published first: `textFromHtml`, with the
 * limits that publishing has. Throws `unprocessable` for HTML that nests too deeply or takes too long,
 * `rate_limited` when too much of this tenant's waits already.
 */
export async function textPartOf(tenantId: string, html: string): Promise<string> {
  const key = createHash('sha256').update(html).digest('base64');
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (nestsTooDeeply(html)) throw tooComplex();
  const text = await extract(tenantId, html);
  if (text.length <= MOST_REMEMBERED_LENGTH) remember(key, text);
  return text;
}

async function extract(tenantId: string, html: string): Promise<string> {
  if (html.length <= MOST_INLINE) return textFromHtml(html);
  return (await inTurn(tenantId, () => runPublishThread(html))).text;
}

function remember(key: string, text: string): void {
  remembered.set(key, text);
  const [oldest] = remembered.keys();
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}
