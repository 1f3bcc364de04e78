import { type Html, html } from '../lib/html.ts';
import { layout } from './layout.ts';
import type { OutboxMessage } from './store.ts';

export const VIEWS = ['html', 'text', 'source'] as const;
export type View = (typeof VIEWS)[number];

// More would make the browser crawl, and nobody reads on; `?format=json` has the rest.
const SHOWN_SOURCE = 1_000_000;

/**
 * For the message itself: pictures and inline styles as in a mail client, no script, no form, a
 * foreign origin of its own. Its links open in new tabs that are ordinary pages again ("escape"),
 * because the confirmation behind an unsubscribe link is a form.
 */
export const MESSAGE_SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';
export const MESSAGE_CSP = [
  "default-src 'none'",
  'img-src https: data:',
  "style-src 'unsafe-inline'",
  `sandbox ${MESSAGE_SANDBOX}`,
  "frame-ancestors 'self'",
].join('; ');

/**
 * The message's HTML as its frame gets it. The doctype and base come before everything: a parser
 * ignores a second doctype and merges a later `<html>` and `<head>` into those it has (HTML
 * standard, "before html" and "in head"), so no message can hide from the base.
 */
export function messageDocument(markup: string): string {
  return `<!doctype html><base target="_blank">${markup}`;
}

/** `GET /outbox/:id`. Without a wish it shows the best that the message has. */
export function messagePage(message: OutboxMessage, wish?: View): string {
  const view = wish ?? bestView(message);
  const subject = message.subject || '(no subject)';
  return layout(
    `${subject} · Outbox`,
    html`<a class="back" href="/outbox">← Outbox</a>
<h1>${subject}</h1>
<dl class="envelope">
<dt>From</dt><dd>${message.from || '(nobody)'}</dd>
<dt>To</dt><dd>${message.to || '(nobody)'}</dd>
<dt>Received</dt><dd><time datetime="${message.date}">${message.date.slice(0, 19).replace('T', ' ')} UTC</time></dd>
<dt>Size</dt><dd>${kilobytes(message.size)}</dd>
</dl>
${tabs(message.id, view)}
<div class="sheet">${content(message, view)}</div>`,
  );
}

/** A page for an id that is well-formed or not, but has no message. */
export function missingPage(): string {
  return layout(
    'Not found · Outbox',
    html`<a class="back" href="/outbox">← Outbox</a>
<div class="sheet"><div class="empty"><h1>No such message</h1>
<p>It may have been deleted from the outbox’s folder, or its address was cut short.</p>
</div></div>`,
  );
}

function bestView({ html: markup, text }: OutboxMessage): View {
  if (markup !== null) return 'html';
  return text === null ? 'source' : 'text';
}

function kilobytes(size: number): string {
  return size < 1_000 ? `${size} bytes` : `${(size / 1_000).toFixed(1)} kB`;
}

const LABELS: Record<View, string> = { html: 'Rendered', text: 'Text', source: 'Source' };

function tabs(id: string, current: View): Html {
  const links = VIEWS.map((view) => {
    const here = view === current && html` aria-current="page"`;
    return html`<li><a href="/outbox/${id}?view=${view}"${here}>${LABELS[view]}</a></li>`;
  });
  return html`<nav aria-label="Views"><ul class="tabs">${links}</ul></nav>`;
}

function content(message: OutboxMessage, view: View): Html {
  if (view === 'source') return source(message);
  if (view === 'html') return message.html === null ? absent('HTML') : frame(message.id);
  if (message.text === null) return absent('plain-text');
  return html`<pre class="plain text">${message.text}</pre>`;
}

function frame(id: string): Html {
  return html`<iframe src="/outbox/${id}/html" title="The message as its reader sees it" sandbox="${MESSAGE_SANDBOX}" referrerpolicy="no-referrer"></iframe>`;
}

function absent(part: string): Html {
  return html`<div class="empty"><p>This message has no ${part} part.</p></div>`;
}

function source({ headers, source: raw }: OutboxMessage): Html {
  const rows = headers.map(
    ({ name, value }) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>
`,
  );
  const cut = raw.length > SHOWN_SOURCE;
  return html`<table class="headers"><tbody>
${rows}</tbody></table>
<pre class="plain">${raw.slice(0, SHOWN_SOURCE)}</pre>
${cut && html`<div class="empty"><p>Cut here. All of it: <code>?format=json</code></p></div>`}`;
}
