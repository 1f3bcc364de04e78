import { describe, expect, it } from 'vitest';
import { fillPattern } from '../smtp/pattern.ts';
import { compileTemplate } from '../templates/rendering.ts';
import { parseTemplate } from '../templates/template.ts';
import type { RenderValues } from '../templates/variables.ts';
import { readLink } from './link.ts';
import { linksIn, trackPattern } from './track-pattern.ts';

const PUBLIC_URL = 'https://news.example.com';
const VALUES: RenderValues = {
  builtIn: { unsubscribeUrl: 'https://news.example.com/u/abc' },
  attributes: { name: 'Ana', path: 'x', trackingToken: 'evil' },
  trackingToken: 'TOKEN',
};

function tracked(html: string, what = { opens: false, clicks: true }): string {
  const pattern = compileTemplate(parseTemplate(html), 'html');
  const token = ({ trackingToken }: RenderValues) => trackingToken ?? '';
  return fillPattern(trackPattern(pattern, { ...what, publicUrl: PUBLIC_URL, token }), VALUES);
}

/** The tracked link to this address. */
function to(url: string): string {
  return `"${PUBLIC_URL}/track/c/TOKEN?l=${readLink(url)!.id}"`;
}

describe('links that are the same for every reader', () => {
  it.each([
    ['in quotes', '<a href="https://a.example/">x</a>', 'https://a.example/'],
    ['in single quotes', "<a href='https://a.example/'>x</a>", 'https://a.example/'],
    ['without quotes', '<a href=https://a.example/ id=x>x</a>', 'https://a.example/'],
    [
      'without quotes, at the end of the tag',
      '<a href=https://a.example/>x</a>',
      'https://a.example/',
    ],
    ['in capitals, with space', '<A  HREF = "HTTP://A.example/p">x</A>', 'HTTP://A.example/p'],
    [
      'with a written &',
      '<a href="https://a.example/?x=1&amp;y=2">x</a>',
      'https://a.example/?x=1&y=2',
    ],
    ['with a bare &', '<a href="https://a.example/?x=1&y=2">x</a>', 'https://a.example/?x=1&y=2'],
    ['of a map', '<area href="https://a.example/">', 'https://a.example/'],
    [
      "of Outlook's buttons",
      '<!--[if mso]><v:roundrect href="https://a.example/"><![endif]-->',
      'https://a.example/',
    ],
    [
      'behind a hole',
      '{{name}}<a title="{{name}}" href="https://a.example/">x</a>',
      'https://a.example/',
    ],
  ])('%s', (_, html, url) => {
    expect(tracked(html)).toContain(`href=${to(url)}`.replace('href=', ''));
    expect(tracked(html)).not.toMatch(/a\.example/i);
    expect(linksIn(html)).toEqual([readLink(url)]);
  });

  it('keep all around them, and the values of holes', () => {
    const html =
      '<p class="a">{{name}} <a id=1 href="https://a.example/" class="{{path}}">{{name}}</a> &amp;</p>';
    expect(tracked(html)).toBe(
      `<p class="a">Ana <a id=1 href=${to('https://a.example/')} class="x">Ana</a> &amp;</p>`,
    );
  });

  it('have one name each, the same in all mail', () => {
    const html =
      '<a href="https://a.example">1</a><a href="https://a.example/">2</a><a href="http://b.example/">3</a>';
    expect(linksIn(html).map(({ url }) => url)).toEqual([
      'https://a.example/',
      'http://b.example/',
    ]);
    for (const { id } of linksIn(html)) expect(id).toMatch(/^[\w-]{16}$/);
  });
});

describe('what is left as it is written', () => {
  it.each([
    ['a hole in it', '<a href="https://a.example/{{path}}">x</a>'],
    ['a hole before it', '<a href="{{path}}https://a.example/">x</a>'],
    ['the unsubscribe link', '<a href="{{unsubscribeUrl}}">x</a>'],
    ['a mailbox', '<a href="mailto:a@a.example">x</a>'],
    ['a telephone', '<a href="tel:+34123">x</a>'],
    ['an anchor', '<a href="#top">x</a>'],
    ['another scheme', '<a href="ftp://a.example/">x</a><a href="javascript:alert(1)">x</a>'],
    ['no address', '<a href="http://">x</a><a href="https://a b.example/">x</a><a href="">x</a>'],
    ['another character reference', '<a href="https://a.example/&eacute;">x</a>'],
    ['too long', `<a href="https://a.example/${'x'.repeat(9_000)}">x</a>`],
    [
      'a style sheet, a picture',
      '<link href="https://a.example/s.css"><img src="https://a.example/i.png">',
    ],
    ['text', 'href="https://a.example/" < a href="https://a.example/">'],
    ['in another attribute', '<a title=\'<a href="https://a.example/">\'>x</a>'],
    ['a tag that never ends', '<a href="https://a.example/'],
  ])('%s', (_, html) => {
    const plain = fillPattern(compileTemplate(parseTemplate(html), 'html'), VALUES);
    expect(tracked(html)).toBe(plain);
    expect(linksIn(html)).toEqual([]);
  });

  it('everything, when nothing is tracked', () => {
    const html = '<body><a href="https://a.example/">x</a></body>';
    expect(tracked(html, { opens: false, clicks: false })).toBe(html);
  });

  it('the token, whatever a template or a contact calls itself', () => {
    const html = '<body>{{trackingToken}}</body>';
    expect(tracked(html)).toBe('<body>evil</body>');
  });
});

describe('the pixel', () => {
  const opens = { opens: true, clicks: false };
  const pixel = `<img src="${PUBLIC_URL}/track/o/TOKEN" width="1" height="1" alt="" style="display:block;border:0">`;

  it.each([
    ['<body>x</body></html>', `<body>x${pixel}</body></html>`],
    ['<BODY>{{name}}</BODY >{{name}}', `<BODY>Ana${pixel}</BODY >Ana`],
    ['<p>x</p>', `<p>x</p>${pixel}`],
    ['{{name}}', `Ana${pixel}`],
  ])('of %s', (html, expected) => {
    expect(tracked(html, opens)).toBe(expected);
  });
});

it('P33: of 5,000 links the first 1,000 are tracked', () => {
  const html = Array.from(
    { length: 5_000 },
    (_, i) => `<a href="https://a.example/${i}">x</a>`,
  ).join('');
  expect(linksIn(html)).toHaveLength(1_000);
  expect(tracked(html).match(/track\/c/g)).toHaveLength(1_000);
  expect(tracked(html)).toContain('<a href="https://a.example/1000">');
});

it('P33: a megabyte of tags that never end is read in well under a second', () => {
  const begin = performance.now();
  for (const html of ['<a href="'.repeat(110_000), '<'.repeat(1_000_000), '<a '.repeat(330_000)]) {
    linksIn(html);
  }
  expect(performance.now() - begin).toBeLessThan(3_000);
});
