import juice from 'juice/client';

// Its own placeholder handling has patterns that take quadratic time on hostile input; holes are
// set aside before it sees them (set-aside-holes.ts).
for (const name of Object.keys(juice.codeBlocks)) delete juice.codeBlocks[name];

/**
 * Writes the rules of `<style>` into style attributes, since many mail clients drop the former.
 * Media queries, pseudo-classes, fonts and key frames can't be inlined and stay in a `<style>`;
 * conditional comments stay as they are. Nothing is fetched. Takes seconds for hostile input and
 * overflows the stack on deep nesting: run it in the publishing thread only.
 */
export function inlineCss(html: string): string {
  return juice(html, { preserveImportant: true });
}
