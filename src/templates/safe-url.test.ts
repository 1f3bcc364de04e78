import { describe, expect, test } from 'vitest';
import { htmlPositions } from './html-position.ts';
import { render } from './rendering.ts';
import { parseTemplate } from './template.ts';
import type { Variable } from './variables.ts';

function show(
  source: string,
  attributes: Record<string, string>,
  variables: Variable[] = [],
): string {
  return render(parseTemplate(source), 'html', { attributes, builtIn: {} }, variables);
}

const ATTACKS = [
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  ' javascript:alert(1)',
  '\tjavascript:alert(1)',
  'java\nscript:alert(1)',
  'java\tscript:alert(1)',
  '\u0001javascript:alert(1)',
  'javascript\u00a0:alert(1)',
  '\u200bjavascript:alert(1)',
  'java\0script:alert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>',
  'DATA:text/html;base64,x',
  'file:///etc/passwd',
  'blob:x',
  'about:blank',
  'ftp://x',
  ':alert(1)',
  'x:y',
  'ms-settings:x',
  'javascript://https://x.example/%0aalert(1)',
];

describe('an address that begins with a value', () => {
  test.each(ATTACKS)('%j is replaced by the fallback', (url) => {
    const declared: Variable[] = [{ name: 'u', type: 'url', fallback: 'https://safe.example/' }];
    expect(show('<a href="{{u}}">', { u: url })).toBe('<a href="">');
    expect(show('<a href="{{u}}">', { u: url }, declared)).toBe('<a href="https://safe.example/">');
    expect(show("<img src='{{u}}'>", { u: url })).toBe("<img src=''>");
    expect(show('<A HREF = {{u}}>', { u: url })).toBe('<A HREF = >');
    expect(show('{{u}}', { u: url }, declared)).toBe('https://safe.example/');
  });

  test.each([
    'https://x.example/a',
    'HTTP://x.example',
    'mailto:a@b.example',
    'tel:+34',
    '/path',
    '#anchor',
    '?q=a:b',
    'x.example/a:b',
    '//x.example',
    '',
  ])('%j passes', (url) => {
    expect(show('<a href="{{u}}">', { u: url })).toBe(`<a href="${url}">`);
  });

  test('a scheme can not be put together from pieces', () => {
    expect(show('<a href="{{a}}{{b}}">', { a: 'javascript', b: ':alert(1)' })).toBe(
      '<a href="javascript">',
    );
    expect(show('<a href="{{a}}:alert(1)">', { a: 'javascript' })).toBe('<a href=":alert(1)">');
    expect(show('<a href="java{{a}}">', { a: 'script:alert(1)' })).toBe('<a href="java">');
  });

  test('a fallback that is no safe address is not printed either', () => {
    expect(show('{{u}}', {}, [{ name: 'u', type: 'image', fallback: 'javascript:x' }])).toBe('');
  });
});

describe('a value further on in an address', () => {
  test('may hold a colon, but not a script', () => {
    expect(show('<a href="https://x.example/?q={{v}}">', { v: 'urn:isbn:1' })).toContain(
      '?q=urn:isbn:1',
    );
    expect(show('<a href="mailto:a@b.example?subject={{v}}">', { v: 'Re: news' })).toContain(
      'Re: news',
    );
    expect(show('<a href="https://x.example/?to={{v}}">', { v: ' JavaScript:x' })).toContain(
      '?to="',
    );
  });
});

describe('htmlPositions', () => {
  test.each([
    ['x', { bare: false, url: null }],
    ['<p>', { bare: false, url: null }],
    ['a < b ', { bare: false, url: null }],
    ['<p ', { bare: true, url: null }],
    ['<p class="', { bare: false, url: null }],
    ['<p class="a>b', { bare: false, url: null }],
    ['<p class=\'a"', { bare: false, url: null }],
    ['<p class=', { bare: true, url: null }],
    ['<p class=a>', { bare: false, url: null }],
    ['<a href="', { bare: false, url: 'scheme' }],
    ['<a title="x" href=\'', { bare: false, url: 'scheme' }],
    ['<a href="https://', { bare: false, url: 'behind' }],
    ['<a href="https://x">', { bare: false, url: null }],
    ['<a href="x"title="', { bare: false, url: null }],
    ['<td background=', { bare: true, url: 'scheme' }],
    ['<!--[if mso]><v:rect href="', { bare: false, url: 'scheme' }],
    ['<br/>', { bare: false, url: null }],
    ['</p', { bare: true, url: null }],
  ])('behind %j', (literal, position) => {
    expect(htmlPositions([literal, ''])).toEqual([position]);
  });

  test('a megabyte of anything takes linear time', () => {
    const started = performance.now();
    for (const piece of [
      '<',
      '<a ',
      '<a href="',
      '<a b=',
      "'",
      '= ',
      '<a href=x',
      ' ',
      '<a x',
      '/',
    ]) {
      htmlPositions([`<a ${piece.repeat(1_000_000 / piece.length)}`, '']);
    }
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
