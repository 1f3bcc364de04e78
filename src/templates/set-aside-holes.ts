import { randomBytes } from 'node:crypto';

const HOLE = /\{\{[^{}]{1,192}\}\}/g;

/**
 * Lets a tool work on HTML that has placeholders in it: each is replaced by a word that is harmless
 * in text, attributes, style rules and addresses, and put back into the result, however often the
 * word occurs there.
 */
export function withHolesSetAside(source: string, work: (source: string) => string): string {
  const mark = unusedMark(source);
  const holes: string[] = [];
  const masked = source.replace(HOLE, (hole) => {
    holes.push(hole);
    return `${mark}${holes.length - 1}z`;
  });
  const words = new RegExp(`${mark}(\\d+)z`, 'gi');
  return work(masked).replace(words, (word, index) => holes[Number(index)] ?? word);
}

/** Lower-case letters only in front: a CSS name may not begin with a digit. */
function unusedMark(source: string): string {
  for (;;) {
    const mark = `hole${randomBytes(6).toString('hex')}x`;
    if (!source.includes(mark)) return mark;
  }
}
