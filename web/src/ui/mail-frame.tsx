import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';

/**
 * A mail as its reader sees it: its styles and pictures, and nothing that runs, opens or submits (P34).
 * `width`: of the window that it is shown in, in pixels; where there is less room it is made smaller.
 */
export function MailFrame({
  html,
  title,
  width,
  height,
  scheme = 'light',
}: {
  html: string;
  title: string;
  width: number;
  height: number;
  scheme?: 'light' | 'dark';
}) {
  const frame = useRef<HTMLIFrameElement>(null);
  const { ref, width: room } = useElementSize();
  const scale = room > 0 ? Math.min(1, room / width) : 1;
  const show = () => {
    // Its origin is opaque, so it has no name that could be given.
    frame.current?.contentWindow?.postMessage({ html: inScheme(html, scheme), title }, '*');
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it shows
  useEffect(show, [html, scheme]);
  return (
    <div ref={ref} style={{ height, overflow: 'hidden', width: '100%' }}>
      <iframe
        ref={frame}
        title={title}
        src="/app/preview-frame"
        sandbox="allow-scripts"
        referrerPolicy="no-referrer"
        onLoad={show}
        style={{
          ...{ display: 'block', border: 0, width, height: height / scale },
          ...{ transform: `scale(${scale})`, transformOrigin: '0 0' },
          ...{ background: '#fff', colorScheme: 'light' },
          ...(scale === 1 && { marginInline: 'auto' }),
        }}
      />
    </div>
  );
}

/**
 * As a mail program shows it that is light or dark, whatever this browser is: a mail that says nothing of
 * dark stays as it is. Its links would open elsewhere, which the frame refuses.
 */
function inScheme(html: string, scheme: 'light' | 'dark'): string {
  const other = scheme === 'light' ? 'dark' : 'light';
  const mail = html
    .replace(
      new RegExp(`\\(\\s*prefers-color-scheme\\s*:\\s*${scheme}\\s*\\)`, 'gi'),
      '(min-width: 0)',
    )
    .replace(
      new RegExp(`\\(\\s*prefers-color-scheme\\s*:\\s*${other}\\s*\\)`, 'gi'),
      '(max-width: 0)',
    );
  const knowsDark = /color-scheme["'\s:=content]*[^;"'}]*dark/i.test(html);
  const shown = scheme === 'dark' && knowsDark ? 'dark' : 'light';
  return `<!doctype html><base target="_blank"><style>:root { color-scheme: ${shown} !important }</style>${mail}`;
}
