import { expect, test } from 'vitest';
import { linkFault } from './link-fault.ts';

const shop = (fallback?: string) => [{ name: 'shop', type: 'url' as const, fallback }];

test('links that lead somewhere by HTTPS, mail or telephone are fine', () => {
  for (const href of [
    ...[
      'https://example.com',
      'HTTPS://example.com/a?b=c',
      'https://{{host}}/',
      ' https://a.example ',
    ],
    ...['mailto:a@example.com', 'tel:+34600000000', 'sms:+34600000000', '#contents'],
  ]) {
    expect([href, linkFault(href, [])]).toEqual([href, null]);
  }
});

test('empty ones, and those that are no whole https address', () => {
  for (const href of ['', '  ', '#']) expect(linkFault(href, [])).toBe('link_empty');
  for (const href of [
    ...['http://example.com', '/offers', 'offers.html', '//example.com', 'www.example.com'],
    ...['https://', 'https:///x', 'javascript:alert(1)', 'mailto:', 'ftp://example.com'],
  ]) {
    expect([href, linkFault(href, [])]).toEqual([href, 'link_not_https']);
  }
});

test('of an address that begins with a variable, the fallback is what is known', () => {
  expect(linkFault('{{unsubscribeUrl}}', [])).toBeNull();
  expect(linkFault('{{shop}}', shop())).toBeNull();
  expect(linkFault('{{ shop }}/sale', shop('https://shop.example'))).toBeNull();
  expect(linkFault('{{shop}}/sale', shop('http://shop.example'))).toBe('link_not_https');
  expect(linkFault('{{shop}}', shop(''))).toBe('link_empty');
  expect(linkFault('{{shop}}', shop('{{shop}}'))).toBe('link_not_https');
});
