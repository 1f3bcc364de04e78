import { describe, expect, test } from 'vitest';
import { type Channel, missingVariables, render } from './rendering.ts';
import { parseTemplate, variablesIn } from './template.ts';
import type { RenderValues, Variable } from './variables.ts';

function values(
  attributes: Record<string, unknown>,
  builtIn: RenderValues['builtIn'] = {},
): RenderValues {
  return { attributes, builtIn };
}

function show(
  source: string,
  attributes: Record<string, unknown> = {},
  channel: Channel = 'html',
  variables: Variable[] = [],
): string {
  return render(parseTemplate(source), channel, values(attributes), variables);
}

describe('names', () => {
  test.each([
    ['{{name}}', 'Ann'],
    ['{{ name }}', 'Ann'],
    ['{{\tname\n}}', 'Ann'],
    ['{{{name}}}', '{Ann}'],
    ['{{Name}}', ''],
    ['{{address.city}}', 'Girona'],
    ['{{address.geo.lat}}', '41.98'],
    ['{{año}}', '2026'],
    ['{{name}}{{name}}', 'AnnAnn'],
  ])('%j prints %j', (source, text) => {
    const attributes = { name: 'Ann', address: { city: 'Girona', geo: { lat: 41.98 } }, año: 2026 };
    expect(show(source, attributes)).toBe(text);
  });

  test.each([
    '{{',
    '}}',
    '{{}}',
    '{{ }}',
    '{{a b}}',
    '{{a-b}}',
    '{{a.}}',
    '{{.a}}',
    '{{a..b}}',
    '{{a',
    '{a}',
    '{{#if a}}',
    '{{/if}}',
    '{{> a}}',
    '{{a|upper}}',
    '{{a()}}',
    '{{a[0]}}',
    '{{{{',
    '{% a %}',
    `{{${'a'.repeat(200)}}}`,
  ])('%j is not a variable and stays as it is', (source) => {
    expect(show(source, { a: 'x' })).toBe(source);
  });

  test('variablesIn gives each name once, in the order of use', () => {
    expect(variablesIn(parseTemplate('{{b}} {{a}}'), parseTemplate('{{a}} {{c.d}}'))).toEqual([
      'b',
      'a',
      'c.d',
    ]);
  });
});

describe('values', () => {
  test.each([
    ['text', 'text'],
    ['', ''],
    [0, '0'],
    [-1.5, '-1.5'],
    [true, 'true'],
    [false, 'false'],
    [null, 'friend'],
    [undefined, 'friend'],
    [{}, 'friend'],
    [{ toString: () => 'x' }, 'friend'],
    [[], 'friend'],
    [['x'], 'friend'],
    [() => 'x', 'friend'],
    [Symbol('x'), 'friend'],
    [Number.NaN, 'friend'],
    [Number.POSITIVE_INFINITY, 'friend'],
  ])('%s prints %j where the fallback is friend', (value, text) => {
    const declared: Variable[] = [{ name: 'v', type: 'string', fallback: 'friend' }];
    expect(show('{{v}}', { v: value }, 'text', declared)).toBe(text);
    expect(show('{{v}}', { v: value }, 'text')).toBe(text === 'friend' ? '' : text);
  });

  test('a fallback may be false or 0, and is escaped like a value', () => {
    const declare = (fallback: string | number | boolean): Variable[] => [
      { name: 'v', type: 'string', fallback },
    ];
    expect(show('{{v}}', {}, 'html', declare(false))).toBe('false');
    expect(show('{{v}}', {}, 'html', declare(0))).toBe('0');
    expect(show('{{v}}', {}, 'html', declare('<i>'))).toBe('&lt;i&gt;');
  });

  test('built-in fields win over attributes, also when they are empty', () => {
    const attributes = {
      email: 'evil@example.org',
      unsubscribeUrl: 'https://evil.example',
      locale: 'xx',
    };
    const all = values(attributes, {
      email: 'ann@example.com',
      unsubscribeUrl: 'https://a.example/u/1',
      locale: null,
    });
    expect(render(parseTemplate('{{email}} {{unsubscribeUrl}} {{locale}}'), 'text', all)).toBe(
      'ann@example.com https://a.example/u/1 ',
    );
  });

  test('are escaped in HTML and raw elsewhere', () => {
    const attributes = { v: `<b>&"'` };
    expect(show('{{v}}', attributes, 'html')).toBe('&lt;b&gt;&amp;&quot;&#39;');
    expect(show('{{v}}', attributes, 'text')).toBe(`<b>&"'`);
    expect(show('{{v}}', attributes, 'subject')).toBe(`<b>&"'`);
  });

  test('a value that looks like a variable is not rendered again', () => {
    expect(show('{{a}}', { a: '{{b}}', b: 'secret' }, 'text')).toBe('{{b}}');
    expect(show('{{{{a}}}}', { a: 'b', b: 'secret' }, 'text')).toBe('{{b}}');
  });

  test('line breaks, NUL and lone surrogates are cleaned', () => {
    expect(show('a\r\nb{{v}}', { v: '\r\nx\ry\0z\ud800' }, 'text')).toBe('a\nb\nx\nyz\ufffd');
    expect(show('a{{v}}', { v: '\r\nBcc: x\u2028y' }, 'subject')).toBe('a Bcc: x y');
  });

  test('outside quotes a value can not begin another attribute', () => {
    expect(show('<p class={{v}}>', { v: 'x onclick=alert(1)' })).toBe(
      '<p class=x&#32;onclick&#61;alert(1)>',
    );
    expect(show('<p {{v}}>', { v: 'onclick=alert(1)' })).toBe('<p onclick&#61;alert(1)>');
  });
});

describe('missingVariables', () => {
  test('names what prints nothing, over all three parts', () => {
    const version = {
      subject: '{{a}} {{b}}',
      htmlBody: '{{c}} {{constructor}} {{email}}',
      textBody: '{{d.e}} {{locale}}',
      variables: [
        { name: 'b', type: 'string', fallback: 'x' },
        { name: 'c', type: 'string' },
      ] as Variable[],
    };
    const missing = missingVariables(
      version,
      values({ a: 'x', d: { e: null } }, { email: 'a@b.example' }),
    );
    expect(missing).toEqual(['c', 'constructor', 'd.e', 'locale']);
  });
});
