import { maskAddress } from '../lib/address.ts';
import { Html, html } from '../lib/html.ts';
import { LANGUAGES, type Language, type PageTexts, TEXTS } from './languages.ts';
import { BASE_CSS, styleHash } from './style.ts';

/**
 * `confirm` asks, `done` says it happened, `test` and `test-done` are the same two pages for the
 * link of a test message, `unknown` goes out with 404 for a token that isn't ours.
 */
export type PageState = 'confirm' | 'done' | 'test' | 'test-done' | 'unknown';

export type UnsubscribePage = {
  language: Language;
  state: PageState;
  /** Where the form posts to, relative to /u/; without it, to the address the page came from. */
  token?: string;
  tenantName?: string;
  /** The reader's address. Shown masked, also when it comes in clear. */
  address?: string;
};

const CSS = `${BASE_CSS}
body{min-height:100vh;min-height:100svh;display:flex;flex-direction:column;align-items:center;padding:1.25rem}
.sheet{width:100%;max-width:36rem;margin:auto 0}
main{background:var(--paper);border:1px solid var(--line);border-radius:.625rem;padding:2rem 1.5rem 2.25rem}
.sender{font-weight:600;color:var(--soft);overflow-wrap:anywhere}
.sender:has(+*){margin-bottom:1.25rem}
.stamp{display:inline-block;margin-bottom:1rem;padding:.1em .7em;border:1.5px solid var(--spot);border-radius:.25rem;
color:var(--spot);font-size:.875rem;font-weight:700;letter-spacing:.08em;text-transform:uppercase}
h1{font-size:clamp(1.75rem,1.35rem + 1.9vw,2.375rem)}
.lead{margin-top:1rem;font-size:1.125rem}
.address{margin:1.5rem 0 0;padding:.75rem 1rem;background:var(--wash);border-radius:.375rem}
.address dt{font-size:.875rem;color:var(--soft)}
.address dd{margin:0;font-weight:600;overflow-wrap:anywhere}
form{margin-top:1.75rem}
.note{margin-top:1.5rem;color:var(--soft)}
nav{padding:1.25rem 0 0}
nav h2{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
nav ul{display:flex;flex-wrap:wrap;justify-content:center;gap:0 .25rem;margin:0;padding:0;list-style:none}
nav a{display:block;padding:.5rem .6rem;color:var(--soft);font-size:.9375rem;text-decoration-color:var(--line)}
nav a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none}
@media (max-width:27rem){button{width:100%}}
@media (min-width:40rem){main{padding:3rem 3.5rem 3.25rem}}
`;

/** To be sent with every such page: no script, no picture, no frame, this one style sheet. */
export const UNSUBSCRIBE_CSP = [
  "default-src 'none'",
  `style-src ${styleHash(CSS)}`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The public page behind an unsubscribe link (contract: Unsubscribe). Pure: it asks or tells, the
 * change is made by the POST of its form, because scanners follow every link they see (P23). The
 * button sends `confirm=1`, by which the route tells it from a mail client's one-click POST.
 */
export function unsubscribePage(page: UnsubscribePage): string {
  const texts = TEXTS[page.language];
  const { title, lead, note } = wording(texts, page.state);
  const isTest = page.state === 'test' || page.state === 'test-done';
  return html`<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="same-origin">
<title>${title}${page.tenantName && ` · ${page.tenantName}`}</title>
<style>${new Html(CSS)}</style>
</head>
<body>
<div class="sheet">
<main>
${page.tenantName && html`<p class="sender">${page.tenantName}</p>`}
${isTest && html`<p class="stamp">${texts.test}</p>`}
<h1>${title}</h1>
<p class="lead">${lead}</p>
${page.address && addressLine(texts, page.address)}
${asks(page.state) && form(page, texts)}
${note && html`<p class="note">${note}</p>`}
</main>
${languageLinks(page.language, texts)}
</div>
</body>
</html>
`.markup;
}

function asks(state: PageState): boolean {
  return state === 'confirm' || state === 'test';
}

function wording(
  texts: PageTexts,
  state: PageState,
): { title: string; lead: string; note?: string } {
  if (state === 'test') return { title: texts.confirm.title, lead: texts.testConfirm.lead };
  return state === 'test-done' ? texts.testDone : texts[state];
}

function addressLine(texts: PageTexts, address: string): Html {
  return html`<dl class="address"><dt>${texts.address}</dt><dd>${maskAddress(address)}</dd></dl>`;
}

function form({ token, language }: UnsubscribePage, texts: PageTexts): Html {
  const path = token === undefined ? '' : `./${encodeURIComponent(token)}`;
  return html`<form method="post" action="${path}?lang=${language}">
<button type="submit" name="confirm" value="1">${texts.confirm.button}</button>
</form>`;
}

function languageLinks(current: Language, texts: PageTexts): Html {
  const links = LANGUAGES.map((language) => {
    const here = language === current && html` aria-current="true"`;
    return html`<li><a href="?lang=${language}" lang="${language}" hreflang="${language}"${here}>${TEXTS[language].name}</a></li>
`;
  });
  return html`<nav aria-labelledby="languages">
<h2 id="languages">${texts.language}</h2>
<ul>
${links}</ul>
</nav>`;
}
