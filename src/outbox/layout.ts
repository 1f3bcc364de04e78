import { Html, html } from '../lib/html.ts';
import { BASE_CSS, styleHash } from '../tracking/style.ts';

const CSS = `${BASE_CSS}
.page{max-width:68rem;margin:0 auto;padding:1.5rem 1rem 4rem}
header{display:flex;flex-wrap:wrap;align-items:end;gap:1rem 2rem;margin-bottom:1.5rem}
h1{font-size:clamp(1.625rem,1.3rem + 1.5vw,2.125rem);overflow-wrap:anywhere}
h2{margin:0;font-size:1.0625rem;line-height:1.3}
.count{color:var(--soft)}
.intro{flex:1 1 16rem;min-width:0}
.back{display:inline-block;padding:.5rem 0;color:var(--soft)}
form{display:flex;flex:0 1 26rem;gap:.5rem}
label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
input{flex:1;min-width:0;min-height:2.75rem;padding:.5rem .75rem;font:inherit;color:inherit;background:var(--paper);
border:1px solid var(--field);border-radius:.375rem}
form button{min-height:2.75rem;padding:.5rem 1.1rem;font-size:1rem}
.sheet{background:var(--paper);border:1px solid var(--line);border-radius:.625rem;overflow:hidden}
.day{padding:.6rem 1rem;background:var(--wash);border-bottom:1px solid var(--line);font-size:.9375rem;font-weight:600;color:var(--soft)}
ul+.day{border-top:1px solid var(--line)}
.mail{margin:0;padding:0;list-style:none}
.mail li+li{border-top:1px solid var(--line)}
.mail a{display:grid;grid-template-columns:1fr auto;gap:.125rem 1rem;padding:.7rem 1rem;text-decoration:none}
.mail a:hover,.mail a:focus-visible{background:var(--wash);color:inherit}
.mail a:focus-visible{outline-offset:-3px}
.mail .subject{grid-column:1/-1;font-weight:600;overflow-wrap:anywhere}
.mail .to{color:var(--soft);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.mail time{color:var(--soft);font-variant-numeric:tabular-nums}
.pages{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.5rem 1.5rem;margin-top:1rem;color:var(--soft)}
.pages a{display:inline-block;padding:.5rem .25rem;font-weight:600;color:var(--ink)}
.empty{padding:2.5rem 1.5rem;max-width:46rem}
.empty h2{font:600 1.375rem/1.25 var(--serif)}
.empty p{margin-top:.75rem}
.empty h3{margin:1.75rem 0 0;font-size:1rem}
code,pre{font-family:var(--mono);font-size:.875rem}
:not(pre)>code{padding:.1em .35em;background:var(--wash);border-radius:.25rem;overflow-wrap:anywhere}
pre{margin:.75rem 0 0;padding:.9rem 1rem;background:var(--wash);border-radius:.375rem;overflow-x:auto;tab-size:4;line-height:1.5}
.envelope{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1rem 0 1.5rem}
.envelope dt{color:var(--soft)}
.envelope dd{margin:0;overflow-wrap:anywhere}
.tabs{display:flex;gap:.25rem;margin:0;padding:0;list-style:none}
.tabs a{display:block;padding:.7rem 1rem;border:1px solid transparent;border-bottom:0;border-radius:.5rem .5rem 0 0;color:var(--soft);text-decoration:none}
.tabs a:hover{color:var(--ink)}
.tabs a[aria-current]{margin-bottom:-1px;padding-bottom:calc(.7rem + 1px);background:var(--paper);border-color:var(--line);color:var(--ink);font-weight:600}
nav+.sheet{border-top-left-radius:0}
iframe{display:block;width:100%;height:max(30rem,calc(100vh - 22rem));border:0;background:#fff;color-scheme:light}
.plain{margin:0;padding:1.5rem;background:none;white-space:pre-wrap;overflow-wrap:anywhere}
.text{font:1rem/1.6 var(--sans);max-width:46rem}
.headers{width:100%;border-collapse:collapse;table-layout:fixed;font-size:.9375rem}
.headers th,.headers td{padding:.5rem 1rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:anywhere}
.headers th{width:13rem;font-weight:600;color:var(--soft)}
@media (min-width:48rem){
.page{padding:2.5rem 2rem 5rem}
.mail a{grid-template-columns:minmax(0,17rem) minmax(0,1fr) auto;gap:0 1.5rem;padding:.7rem 1.25rem}
.mail .to{order:-1}.mail .subject{grid-column:auto}
.day{padding-inline:1.25rem}
.empty{padding:3rem}
}
@media (max-width:36rem){
.headers,.headers tbody,.headers tr,.headers th,.headers td{display:block;width:auto}
.headers th{padding-bottom:0;border:0}.headers td{padding-top:0}
}
`;

/** For the outbox's own pages: one style sheet, and frames only from here (the message shown). */
export const OUTBOX_CSP = [
  "default-src 'none'",
  `style-src ${styleHash(CSS)}`,
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A whole document around the content of `<main>`. */
export function layout(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Html(CSS)}</style>
</head>
<body>
<main class="page">
${content}
</main>
</body>
</html>
`.markup;
}
