import { convert } from 'html-to-text';
import { MAX_NESTING } from './nesting.ts';
import { withHolesSetAside } from './set-aside-holes.ts';

/**
 * The plain-text part for an HTML body: links as `text [address]`, nothing of images, no wrapping
 * (the length of a hole isn't known). Placeholders are kept, also those in links. Depth and breadth
 * are bounded, so hostile nesting is cut off rather than walked.
 */
export function textFromHtml(html: string): string {
  return withHolesSetAside(html, (source) =>
    convert(source, {
      wordwrap: false,
      limits: { maxDepth: MAX_NESTING, maxChildNodes: 20_000, ellipsis: '' },
      selectors: [
        { selector: 'img', format: 'skip' },
        { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
        ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
          selector,
          options: { uppercase: false },
        })),
      ],
    }),
  );
}
