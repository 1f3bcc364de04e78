import type { FastifyInstance } from 'fastify';
import { Html, html } from './lib/html.ts';
import { BASE_CSS, styleHash } from './tracking/style.ts';

const CSS = `${BASE_CSS}
main{max-width:42rem;margin:0 auto;padding:3rem 1.25rem 4rem}
h1{font-size:clamp(1.875rem,1.4rem + 2.2vw,2.75rem)}
.lead{margin-top:1rem;font-size:1.125rem}
ul{margin:2rem 0 0;padding:0;list-style:none;background:var(--paper);border:1px solid var(--line);border-radius:.625rem;overflow:hidden}
li+li{border-top:1px solid var(--line)}
li a{display:block;padding:1rem 1.25rem;text-decoration:none}
li a:hover,li a:focus-visible{background:var(--wash)}
li a:focus-visible{outline-offset:-3px}
strong{display:block}
span{color:var(--soft)}
`;

const CSP = [
  "default-src 'none'",
  `style-src ${styleHash(CSS)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

type Link = { href: string; title: string; text: string };

/** `/`: where to go from here. `hasOutbox`: the local outbox can be seen on this instance. */
export function startPageRoutes(hasOutbox: boolean) {
  const page = startPage(hasOutbox);
  return async (app: FastifyInstance): Promise<void> => {
    app.get('/', { config: { public: true }, schema: { hide: true } }, async (_request, reply) =>
      reply.header('content-security-policy', CSP).type('text/html; charset=utf-8').send(page),
    );
  };
}

function startPage(hasOutbox: boolean): string {
  const links: Link[] = [
    { href: '/app', title: 'Dashboard', text: 'Campaigns and how far they are' },
    { href: '/docs', title: 'API reference', text: 'Every route, with examples to try' },
    { href: '/openapi.json', title: 'openapi.json', text: 'The same for machines (OpenAPI 3.1)' },
    { href: '/health/ready', title: 'Health', text: 'Whether database and worker are there' },
  ];
  const outbox = {
    href: '/outbox',
    title: 'Outbox',
    text: 'Mail that was kept here instead of sent',
  };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pressrun</title>
<style>${new Html(CSS)}</style>
</head>
<body>
<main>
<h1>Pressrun is running</h1>
<p class="lead">It sends newsletter campaigns through an HTTP API and can say of every single copy what became of it. The key is in credentials.json of the data directory.</p>
<ul>
${(hasOutbox ? [outbox, ...links] : links).map(
  ({ href, title, text }) =>
    html`<li><a href="${href}"><strong>${title}</strong> <span>${text}</span></a></li>
`,
)}</ul>
</main>
</body>
</html>
`.toString();
}
