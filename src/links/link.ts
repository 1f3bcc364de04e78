import { createHash } from 'node:crypto';
import { unpackUuid } from '../lib/link-key.ts';

/** A link whose clicks are seen: where it leads, and the name of that place in `?l=`. */
export type TrackedLink = { id: string; url: string };

/** What of a message is seen. */
export type Tracking = { opens: boolean; clicks: boolean };

export const NO_TRACKING: Tracking = { opens: false, clicks: false };

/** Characters; the schema CHECKs the same. A longer address stays as it is written. */
const MAX_URL_LENGTH = 8_192;

/** Character references but that of `&`, which is the only one that addresses usually have. */
const OTHER_REFERENCE = /&(?!amp;|#38;|#x26;)#?[0-9a-z]+;/i;

/**
 * The link behind the value of an `href`, or null for one that is left alone: anything but http and
 * https (mailto:, tel:, #anchors), what is no address, and what is too long.
 */
export function readLink(href: string): TrackedLink | null {
  if (OTHER_REFERENCE.test(href)) return null;
  const text = href.replace(/&(?:amp|#38|#x26);/gi, '&').trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  // As a browser reads it: ASCII without spaces or line breaks, so it can stand in a Location header.
  const url = new URL(text).href;
  return url.length > MAX_URL_LENGTH ? null : { id: linkIdOf(url), url };
}

/**
 * 96 bits of the address's SHA-256 as 16 characters: the same address has the same id in all mail, and
 * nobody can guess an address that isn't known to them.
 */
function linkIdOf(url: string): string {
  return createHash('sha256').update(url).digest().toString('base64url', 0, 12);
}

/** Whether a text can name a link at all. */
export function isLinkId(text: unknown): text is string {
  return typeof text === 'string' && /^[A-Za-z0-9_-]{16}$/.test(text);
}

/** The source of content that came with a request: the same content, the same links. */
export function sourceOfContent(hash: Buffer): string {
  return unpackUuid(hash, 0);
}
