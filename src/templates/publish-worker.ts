import { parentPort, workerData } from 'node:worker_threads';
import { inlineCss } from './inline-css.ts';
import { withHolesSetAside } from './set-aside-holes.ts';
import { textFromHtml } from './text-from-html.ts';

/** What the thread answers: the processed HTML and its visible text, or null when it can't. */
export type Processed = { html: string; text: string };

/** Runs in the publishing thread: one HTML body in, one answer out. */
function answer(html: string): Processed | null {
  try {
    return { html: withHolesSetAside(html, inlineCss), text: textFromHtml(html) };
  } catch {
    // Whatever the libraries throw here (a stack overflow, CSS they can't read) the input caused.
    return null;
  }
}

parentPort?.postMessage(answer(workerData as string));
