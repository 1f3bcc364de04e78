import { type Html, html } from '../lib/html.ts';
import { layout } from './layout.ts';
import { type OutboxEntry, type OutboxPage, SEARCH_DEPTH } from './store.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' });

/** `GET /outbox`: a page of messages by day, newest first. `origin` is shown in the examples. */
export function listPage(outbox: OutboxPage, q: string, origin: string): string {
  const { total } = outbox.meta;
  if (total === 0 && q === '') return layout('Outbox', html`${heading()}${emptyState(origin)}`);
  const count = q === '' ? plural(total) : `${plural(total)} with “${q}”`;
  const title = q === '' ? 'Outbox' : `Outbox: ${q}`;
  return layout(
    title,
    html`${heading(html`<p class="count">${count}</p>`, search(q))}
${outbox.data.length === 0 ? nothingHere(q) : html`<div class="sheet">${days(outbox.data)}</div>`}
${paging(outbox.meta, q)}`,
  );
}

function plural(total: number): string {
  return total === 1 ? '1 message' : `${total.toLocaleString('en')} messages`;
}

function heading(count?: Html, form?: Html): Html {
  return html`<header><div class="intro"><h1>Outbox</h1>${count}</div>${form}</header>`;
}

function search(q: string): Html {
  return html`<form role="search" action="/outbox">
<label for="q">Search sender, recipient and subject</label>
<input id="q" name="q" type="search" value="${q}" maxlength="200" placeholder="Recipient or subject" autocomplete="off">
<button type="submit">Search</button>
</form>`;
}

function days(entries: OutboxEntry[]): Html[] {
  const byDay = Map.groupBy(entries, ({ date }) => date.slice(0, 10));
  return [...byDay].map(
    ([day, ofDay]) => html`<h2 class="day">${DAY.format(new Date(day))}</h2>
<ul class="mail">
${ofDay.map(row)}</ul>
`,
  );
}

function row({ id, to, subject, date }: OutboxEntry): Html {
  return html`<li><a href="/outbox/${id}"><span class="subject">${subject || '(no subject)'}</span>
<span class="to">${to || '(no recipient)'}</span>
<time datetime="${date}">${date.slice(11, 19)} UTC</time></a></li>
`;
}

function paging({ page, limit, totalPages }: OutboxPage['meta'], q: string): Html | false {
  if (totalPages <= 1 && page === 1) return false;
  const link = (target: number, label: string) => {
    const query = new URLSearchParams({ page: `${target}`, limit: `${limit}` });
    if (q !== '') query.set('q', q);
    return html`<a href="/outbox?${query.toString()}">${label}</a>`;
  };
  const newer = page > 1 && link(Math.min(page - 1, Math.max(totalPages, 1)), '← Newer');
  const older = page < totalPages && link(page + 1, 'Older →');
  return html`<nav class="pages" aria-label="Pages">
<span>${newer}</span><span>Page ${page} of ${totalPages}</span><span>${older}</span>
</nav>`;
}

function nothingHere(q: string): Html {
  const why =
    q === ''
      ? 'There are no messages on this page.'
      : `Sender, recipients and subject of the newest ${SEARCH_DEPTH.toLocaleString('en')} messages were searched.`;
  return html`<div class="sheet"><div class="empty">
<h2>Nothing found</h2>
<p>${why}</p>
<p><a href="/outbox">Show all messages</a></p>
</div></div>`;
}

function emptyState(origin: string): Html {
  return html`<div class="sheet"><div class="empty">
<h2>No mail yet</h2>
<p>While no <code>SMTP_URL</code> is set, Pressrun sends everything for real, but only to here: no
message leaves this machine. You’ll see each one as its reader would.</p>
<h3>Send yourself something</h3>
<pre><code>curl ${origin}/emails/send \\
  -H 'Authorization: Bearer YOUR_API_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{"to": "me@example.com",
       "subject": "Hello",
       "htmlBody": "&lt;p&gt;It works.&lt;/p&gt;"}'</code></pre>
<h3>Or a whole newsletter, to 2,000 made-up people</h3>
<pre><code>npm run demo</code></pre>
<h3>When you’re ready for real readers</h3>
<p>Set <code>SMTP_URL=smtps://user:password@host:465</code> and start again.</p>
</div></div>`;
}
