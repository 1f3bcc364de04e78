import { createHash } from 'node:crypto';

/**
 * Puts what the dashboard sends into a frame in which nothing runs, submits, opens or navigates (P34).
 * The old one stays until the new one is there, so that nothing flickers while somebody types.
 */
const SCRIPT = `addEventListener('message', ({ source, data }) => {
  if (source !== parent || typeof data !== 'object' || typeof data.html !== 'string') return;
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', '');
  frame.title = String(data.title);
  frame.srcdoc = data.html;
  frame.className = 'coming';
  frame.onload = () => {
    for (const old of document.querySelectorAll('iframe')) if (old !== frame) old.remove();
    frame.className = '';
  };
  for (const late of document.querySelectorAll('.coming')) late.remove();
  document.body.append(frame);
});`;

const STYLE = `html, body { margin: 0; height: 100%; overflow: hidden }
iframe { position: absolute; border: 0; width: 100%; height: 100% }
.coming { visibility: hidden }`;

/**
 * The page that a mail is shown in. A frame inherits the policy of the page that it stands in: here it is
 * that of a mail (pictures from anywhere, styles of its own, nothing else), so that the dashboard's own can
 * stay strict.
 */
export const PREVIEW_PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Preview</title><style>${STYLE}</style><body><script>${SCRIPT}</script></body></html>`;

export const PREVIEW_CSP = [
  "default-src 'none'",
  `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
  'img-src https: http: data:',
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  'sandbox allow-scripts',
  "frame-ancestors 'self'",
].join('; ');
