import { normaliseAddress } from '../lib/address.ts';
import type { VariableType } from './variables.ts';

const NUMBER = /^-?\d{1,300}(?:\.\d{1,300})?(?:[eE][+-]?\d{1,3})?$/;
const HEX_COLOR = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const NAMED_COLOR = /^[a-z]{3,30}$/i;
const COLOR_FUNCTION = /^(?:rgb|hsl)a?\([\d.,%/\sdeg-]{1,60}\)$/i;

/** What a link in a mail may be; a relative one leads nowhere there. */
const LINK_PROTOCOLS = ['http:', 'https:', 'mailto:', 'tel:'];
const IMAGE_PROTOCOLS = ['http:', 'https:'];

type Check = { fits: (text: string) => boolean; words: string };

const CHECKS: Readonly<Record<VariableType, Check>> = {
  string: { fits: () => true, words: 'must be text' },
  number: { fits: isNumber, words: 'must be a number, like "12.5"' },
  boolean: { fits: (text) => text === 'true' || text === 'false', words: 'must be true or false' },
  url: {
    fits: (text) => hasProtocol(text, LINK_PROTOCOLS),
    words: 'must be a whole http, https, mailto or tel address',
  },
  image: {
    fits: (text) => hasProtocol(text, IMAGE_PROTOCOLS),
    words: 'must be a whole http or https address',
  },
  email: { fits: (text) => normaliseAddress(text) !== null, words: 'must be an e-mail address' },
  color: { fits: isColor, words: 'must be a CSS colour, like "#0a7" or "teal"' },
};

/** Why a fallback doesn't fit its variable's type, or null when it does. */
export function misfit(type: VariableType, fallback: string): string | null {
  const { fits, words } = CHECKS[type];
  return fits(fallback) ? null : `${words}, since the variable's type is ${type}`;
}

function isNumber(text: string): boolean {
  return NUMBER.test(text) && Number.isFinite(Number(text));
}

function hasProtocol(text: string, protocols: readonly string[]): boolean {
  // The URL parser would drop blanks and line breaks that the printed text keeps.
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  return protocols.includes(new URL(text).protocol);
}

function isColor(text: string): boolean {
  return HEX_COLOR.test(text) || NAMED_COLOR.test(text) || COLOR_FUNCTION.test(text);
}
