import { parentPort, workerData } from 'node:worker_threads';
import type { Compiled } from './compile-mjml.ts';
import { inlineCss } from './inline-css.ts';
import { withHolesSetAside } from './set-aside-holes.ts';
import { textFromHtml } from './text-from-html.ts';

/** What the thread is asked for. */
export type Task = { work: 'publish' | 'mjml'; source: string };
/** The processed HTML and its visible text. */
export type Processed = { html: string; text: string };

/** Runs in the publishing thread: one body in, one answer out; null when it can't be processed. */
async function answer({ work, source }: Task): Promise<Processed | Compiled | null> {
  try {
    if (work === 'publish') {
      return { html: withHolesSetAside(source, inlineCss), text: textFromHtml(source) };
    }
    // It takes 0.4 s to load, and most bodies are HTML.
    const { compileMjml } = await import('./compile-mjml.ts');
    return await compileMjml(source);
  } catch {
    // Whatever the libraries throw here (a stack overflow, CSS they can't read) the input caused.
    return null;
  }
}

parentPort?.postMessage(await answer(workerData as Task));
