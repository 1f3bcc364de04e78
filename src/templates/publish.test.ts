import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { MAX_NESTING } from './nesting.ts';
import { type Draft, preparePublish } from './publish.ts';

function publish(change: Partial<Draft> = {}) {
  return preparePublish({ subject: 'News', htmlBody: '<p>x</p>', variables: [], ...change });
}

const NEWSLETTER = `<!DOCTYPE html><html><head><title>{{campaignName}}</title><style>
.a { color: {{brand}}; padding: 4px } a:hover { color: red }
@media (max-width: 600px) { .a { color: blue } }
</style></head><body>
<!--[if mso]><table><tr><td>{{name}}</td></tr></table><![endif]-->
<p class="a" style="font-size: {{size}}px">Hi {{ name }} &amp; &eacute; ñ {{not a name}}</p>
<h1>Big {{name}}</h1><img src="{{picture}}" alt="A picture">
<a href="{{unsubscribeUrl}}">Unsubscribe</a> <a href="https://x.example/?a=1&b={{id}}">Shop</a>
</body></html>`;

describe('HTML', () => {
  test('styles are inlined; placeholders, comments and media queries stay', async () => {
    const { htmlBody } = await publish({ htmlBody: NEWSLETTER });
    expect(htmlBody).toContain('<!DOCTYPE html>');
    expect(htmlBody).toMatch(
      /<p class="a" style="[^"]*color: {{brand}};[^"]*font-size: {{size}}px;/,
    );
    expect(htmlBody).toContain('Hi {{ name }} &amp; &eacute; ñ {{not a name}}</p>');
    expect(htmlBody).toContain(
      '<!--[if mso]><table><tr><td>{{name}}</td></tr></table><![endif]-->',
    );
    expect(htmlBody).toMatch(/@media \(max-width: 600px\) {\s*\.a {\s*color: blue;/);
    expect(htmlBody).toContain('a:hover');
    expect(htmlBody).toContain('<img src="{{picture}}"');
    expect(htmlBody).toContain('href="{{unsubscribeUrl}}"');
    expect(htmlBody).toContain('href="https://x.example/?a=1&b={{id}}"');
  });

  test('nothing is fetched', async () => {
    let requests = 0;
    const server = createServer((_, reply) => {
      requests += 1;
      reply.end('p { color: red }');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const htmlBody = `<link rel="stylesheet" href="${url}/a.css"><style>@import url(${url}/b.css); p { background: url(${url}/c.png) }</style><img src="${url}/d.png"><script src="${url}/e.js"></script><p>x</p>`;
    await publish({ htmlBody });
    await new Promise((resolve) => server.close(resolve));
    expect(requests).toBe(0);
  });
});

describe('text', () => {
  test('is made from the HTML with its links, headings as written', async () => {
    const { textBody } = await publish({ htmlBody: NEWSLETTER });
    expect(textBody).toContain('Hi {{ name }} & é ñ {{not a name}}');
    expect(textBody).toContain('Big {{name}}');
    expect(textBody).toContain('Unsubscribe [{{unsubscribeUrl}}]');
    expect(textBody).toContain('Shop [https://x.example/?a=1&b={{id}}]');
    expect(textBody).not.toMatch(/A picture|color|@media|<|hole/);
  });

  test('is left alone when it is given', async () => {
    expect((await publish({ textBody: 'Own {{text}}\n' })).textBody).toBe('Own {{text}}\n');
  });
});

describe('names', () => {
  test('found, undeclared, declared in vain', async () => {
    const published = await publish({
      subject: 'Hi {{name}}',
      htmlBody: '<p>{{city}} {{email}} {{a.b}}</p>',
      textBody: '{{only}}',
      variables: [
        { name: 'name', type: 'string' },
        { name: 'unused', type: 'number' },
      ],
    });
    expect(published.variablesFound).toEqual(['name', 'city', 'email', 'a.b', 'only']);
    expect(published.undeclared).toEqual(['city', 'a.b', 'only']);
    expect(published.declaredUnused).toEqual(['unused']);
  });

  test.each([
    ['<a href="{{unsubscribeUrl}}">x</a>', true],
    ['<a href="{{ unsubscribeUrl }}">x</a>', true],
    ['<p>{{unsubscribeUrl}}</p>', true],
    ['<p>none</p>', false],
    ['<a href="{{UnsubscribeUrl}}">x</a>', false],
    ['<!-- {{unsubscribeUrl}} -->', false],
    ['<style>.a { color: {{unsubscribeUrl}} }</style>', false],
    ['&#123;&#123;unsubscribeUrl}}', false],
  ])('an unsubscribe link in %j: %s', async (htmlBody, has) => {
    expect((await publish({ htmlBody })).hasUnsubscribeLink).toBe(has);
  });
});

describe('limits', () => {
  test.each([
    ['htmlBody', { htmlBody: 'x'.repeat(1_000_001) }],
    ['htmlBody', { htmlBody: 'ñ'.repeat(500_001) }],
    ['textBody', { textBody: 'x'.repeat(1_000_001) }],
    ['subject', { subject: 'x'.repeat(999) }],
  ])('a %s that is too large is refused', async (path, change) => {
    await expect(publish(change)).rejects.toMatchObject({
      code: 'unprocessable',
      errors: [{ path }],
    });
  });

  test('a megabyte of nesting is refused with clear words (P33)', async () => {
    for (const tag of ['<div>', '<b>', '<a b>', '<td><p>', '<p>']) {
      await expect(publish({ htmlBody: tag.repeat(1_000_000 / tag.length) })).rejects.toThrow(
        'fewer nested elements',
      );
    }
  });

  test('nesting up to the limit passes', async () => {
    const htmlBody = `${'<div>'.repeat(MAX_NESTING)}deep${'</div>'.repeat(MAX_NESTING)}`;
    expect((await publish({ htmlBody })).htmlBody).toBe(htmlBody);
  });

  test.each(['{{', '<!--', '<', '<%', '&', '"'])('a megabyte of %j passes', async (piece) => {
    const htmlBody = piece.repeat(Math.floor(1_000_000 / piece.length));
    expect((await publish({ htmlBody })).htmlBody.length).toBeGreaterThanOrEqual(999_990);
  });
});
