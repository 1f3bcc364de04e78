import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { maskAddress } from '../lib/address.ts';
import { LANGUAGES, type Language, pickLanguage, TEXTS } from './languages.ts';
import { type PageState, UNSUBSCRIBE_CSP, unsubscribePage } from './page.ts';
import { PALETTE } from './style.ts';

const STATES: PageState[] = ['confirm', 'done', 'test', 'test-done', 'unknown'];
const EVERY_PAGE = LANGUAGES.flatMap((language) => STATES.map((state) => ({ language, state })));

/** All texts of a language with the path to each, `confirm.title` and so on. */
function flatten(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string'
      ? [[`${path}${key}`, inner] as [string, string]]
      : flatten(inner, `${path}${key}.`),
  );
}

describe('the unsubscribe page', () => {
  it.each(EVERY_PAGE)('is a whole document: $language, $state', ({ language, state }) => {
    const page = unsubscribePage({ language, state, token: 'abc' });
    expect(page).toMatch(/^<!doctype html>\n<html lang="[a-z]{2}">/);
    expect(page).toContain(`<html lang="${language}">`);
    for (const tag of ['<main>', '<h1>', '<title>', '<nav ']) {
      expect(page.split(tag)).toHaveLength(2);
    }
    expect(page.match(/<a /g)).toHaveLength(LANGUAGES.length);
    expect(page.match(/aria-current="true"/g)).toHaveLength(1);
    expect(page).not.toMatch(/undefined|\bnull\b|\[object|<script|style="|\son\w+=/);
  });

  it('asks by a form that posts, and only where there is something to ask', () => {
    for (const { language, state } of EVERY_PAGE) {
      const page = unsubscribePage({ language, state, token: 'abc' });
      const asks = state === 'confirm' || state === 'test';
      expect(page.match(/<form method="post"/g)?.length ?? 0).toBe(asks ? 1 : 0);
      expect(page.match(/<button /g)?.length ?? 0).toBe(asks ? 1 : 0);
      if (asks) expect(page).toContain(`action="./abc?lang=${language}"`);
    }
  });

  it('marks the pages of a test message', () => {
    expect(unsubscribePage({ language: 'en', state: 'test' })).toContain('class="stamp">Test<');
    expect(unsubscribePage({ language: 'es', state: 'test-done' })).toContain('>Prueba<');
    expect(unsubscribePage({ language: 'en', state: 'confirm' })).not.toContain('class="stamp"');
  });

  it('escapes every value that comes from outside', () => {
    const evil = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;{{x}}`;
    for (const { language, state } of EVERY_PAGE) {
      const page = unsubscribePage({
        language,
        state,
        token: evil,
        tenantName: evil,
        address: `x${evil}@${evil}`,
      });
      expect(page).not.toMatch(/<script|<img|onerror='|"">/);
      expect(page).toContain('&lt;script&gt;');
    }
  });

  it('never shows a whole address', () => {
    const page = unsubscribePage({ language: 'en', state: 'confirm', address: 'anna@example.com' });
    expect(page).toContain('a•••@example.com');
    expect(page).not.toContain('anna');
  });

  it('has a policy that allows its one style sheet and nothing else', () => {
    const page = unsubscribePage({ language: 'en', state: 'confirm' });
    const css = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(css).digest('base64');
    expect(UNSUBSCRIBE_CSP).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(page.match(/<style/g)).toHaveLength(1);
    expect(css).not.toMatch(/url\(|@import|&/);
  });
});

describe('a masked address', () => {
  it.each([
    ['anna@example.com', 'a•••@example.com'],
    ['a@example.com', 'a•••@example.com'],
    ['a•••@example.com', 'a•••@example.com'],
    ['"odd@local"@example.com', '"•••@example.com'],
    ['🐙tako@example.com', '🐙•••@example.com'],
    ['no address', '•••'],
    ['', '•••'],
  ])('%s → %s', (address, masked) => {
    expect(maskAddress(address)).toBe(masked);
  });
});

describe('the texts', () => {
  const english = flatten(TEXTS.en).map(([path]) => path);

  it.each(LANGUAGES)('are complete in %s', (language) => {
    const texts = flatten(TEXTS[language]);
    expect(texts.map(([path]) => path)).toEqual(english);
    for (const [, text] of texts) expect(text.trim()).toBe(text);
    for (const [, text] of texts) expect(text.length).toBeGreaterThan(1);
  });

  it.each(LANGUAGES)('are set with care in %s', (language) => {
    for (const [, text] of flatten(TEXTS[language])) {
      expect(text).not.toMatch(/['"]|\.\.\.| {2}| -+ /);
      if (language === 'fr') expect(text).not.toMatch(/[^\u202f][?!;]|[^\u00a0]:/);
      if (language === 'es') expect(text.split('?')).toHaveLength(text.split('¿').length);
    }
  });

  it('differ from language to language', () => {
    for (const path of english.filter((path) => path.includes('.'))) {
      const all = LANGUAGES.map((language) => new Map(flatten(TEXTS[language])).get(path));
      expect(new Set(all).size, path).toBe(LANGUAGES.length);
    }
  });
});

describe('the language of the page', () => {
  it.each<[string | undefined, string | null | undefined, string | undefined, Language]>([
    ['ca', 'es', 'de', 'ca'],
    ['ES-mx', null, undefined, 'es'],
    ['pt', 'it', 'de', 'it'],
    ['', null, 'pt-BR, fr-CH;q=0.7, de;q=0.9, *;q=0.1', 'de'],
    [undefined, undefined, 'de;q=0, fr;q=0.1', 'fr'],
    [undefined, undefined, 'de;q=nonsense, it', 'it'],
    [undefined, undefined, ',,;;q=,'.repeat(1000), 'en'],
    ['constructor', '__proto__', undefined, 'en'],
    [undefined, undefined, undefined, 'en'],
  ])('?lang=%s, contact %s, browser %s → %s', (lang, locale, header, language) => {
    expect(pickLanguage(lang, locale, header)).toBe(language);
  });
});

describe('the palette', () => {
  const pairs = [
    ['ink', 'paper'],
    ['ink', 'desk'],
    ['ink', 'wash'],
    ['soft', 'paper'],
    ['soft', 'desk'],
    ['soft', 'wash'],
    ['spot', 'paper'],
    ['spot', 'desk'],
    ['onSpot', 'spot'],
  ] as const;

  it.each(['light', 'dark'] as const)('has AA contrast in %s (4.5:1)', (scheme) => {
    const colours = PALETTE[scheme];
    for (const [text, ground] of pairs) {
      const ratio = contrast(colours[text], colours[ground]);
      expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
