import { expect, test } from 'vitest';
import { preparePublish } from './publish.ts';
import { hasUnsubscribeLink } from './unsubscribe-link.ts';

const CASES: [boolean, string][] = [
  [true, '<a href="{{unsubscribeUrl}}">bye</a>'],
  [true, "<A class='x' HREF = '{{ unsubscribeUrl }}'>bye</A>"],
  [true, '<a href={{unsubscribeUrl}}>bye</a>'],
  [true, '<p>Copy {{unsubscribeUrl}} to your browser'],
  [true, '<a href="https://x.example/?to={{unsubscribeUrl}}">bye</a>'],
  [true, '<p title="a > b"><a href="{{unsubscribeUrl}}">bye</a></p>'],
  [true, '<!-- x --><style>a{color:red}</style><a href="{{unsubscribeUrl}}">bye</a>'],
  [true, '1 < 2 <a href="{{unsubscribeUrl}}">bye</a>'],
  [false, '<p>nothing</p>'],
  [false, '<p>{{UnsubscribeUrl}} {{unsubscribeurl}} unsubscribeUrl {unsubscribeUrl}</p>'],
  [false, '<!-- <a href="{{unsubscribeUrl}}">bye</a> --><p>x</p>'],
  [false, '<!--[if mso]><a href="{{unsubscribeUrl}}">bye</a><![endif]--><p>x</p>'],
  [false, '<style>.a { background: url({{unsubscribeUrl}}) }</style><p>x</p>'],
  [false, '<p>x</p><script>var a = "{{unsubscribeUrl}}"</script>'],
  [false, '<html><head><title>{{unsubscribeUrl}}</title></head><body>x</body></html>'],
  [false, '<p title="{{unsubscribeUrl}}">x</p>'],
  [false, '<img src="{{unsubscribeUrl}}">'],
];

test('the link that a reader can see', () => {
  for (const [seen, html] of CASES) expect([html, hasUnsubscribeLink(html)]).toEqual([html, seen]);
});

test('publishing sees the same', async () => {
  const html = CASES.map(async ([seen, htmlBody]) => {
    const published = await preparePublish({ subject: 's', htmlBody, variables: [] });
    expect([htmlBody, published.hasUnsubscribeLink]).toEqual([htmlBody, seen]);
    expect([htmlBody, hasUnsubscribeLink(published.htmlBody)]).toEqual([htmlBody, seen]);
  });
  await Promise.all(html);
});

test('a megabyte of anything is read in one pass', () => {
  for (const piece of [
    '<a ',
    '<!--',
    '<style>',
    '<a href="',
    '<a href ',
    '<',
    "<a '",
    '</a',
    '{{',
  ]) {
    const html = `${piece.repeat(1_000_000 / piece.length)}{{unsubscribeUrl`;
    const start = performance.now();
    expect(hasUnsubscribeLink(html)).toBe(false);
    expect(performance.now() - start, piece).toBeLessThan(1_000);
  }
});
