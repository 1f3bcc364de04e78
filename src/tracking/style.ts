import { createHash } from 'node:crypto';

/**
 * The look that Pressrun's own pages share: paper, ink and one spot colour, neutral enough to stand
 * behind any sender's newsletter. All pairs of text and ground reach AA contrast (WCAG 2.2, 1.4.3)
 * in both schemes; the test measures them.
 */
export const PALETTE = {
  light: {
    desk: '#eceef1',
    paper: '#ffffff',
    ink: '#16191d',
    soft: '#565e68',
    line: '#d4d9df',
    field: '#7c8591',
    spot: '#1a4fa3',
    onSpot: '#ffffff',
    wash: '#f3f5f8',
  },
  dark: {
    desk: '#0e1013',
    paper: '#181b20',
    ink: '#edeff2',
    soft: '#a5adb8',
    line: '#323841',
    field: '#717b88',
    spot: '#8fb9ff',
    onSpot: '#071730',
    wash: '#20242b',
  },
} as const;

function variables(scheme: 'light' | 'dark'): string {
  const declarations = Object.entries(PALETTE[scheme]).map(([name, value]) => `--${name}:${value}`);
  return declarations.join(';');
}

/** The rules that all pages start with: colours, type, focus, links and buttons. */
export const BASE_CSS = `
:root{color-scheme:light dark;${variables('light')};
--serif:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Georgia,"Times New Roman",serif;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{${variables('dark')}}}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--desk);color:var(--ink);font:1rem/1.55 var(--sans)}
h1{margin:0;font-family:var(--serif);font-weight:600;line-height:1.15;letter-spacing:-.01em;text-wrap:balance}
p{margin:0;text-wrap:pretty}
a{color:inherit;text-decoration-color:var(--spot);text-decoration-thickness:1px;text-underline-offset:.22em}
a:hover{color:var(--spot)}
:focus-visible{outline:3px solid var(--spot);outline-offset:3px;border-radius:2px}
button{font:600 1.0625rem/1.2 var(--sans);color:var(--onSpot);background:var(--spot);border:0;
border-radius:.375rem;padding:.9em 1.6em;min-height:3rem;cursor:pointer}
button:hover{filter:brightness(1.1)}
@media (forced-colors:active){button{border:1px solid}}
`;

/** The CSP source of one inline style sheet (CSP level 3, hash-source): nothing else may style. */
export function styleHash(css: string): string {
  return `'sha256-${createHash('sha256').update(css).digest('base64')}'`;
}
