import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { demoContacts } from '../scripts/make-demo-contacts.ts';
import { preparePublish } from '../src/templates/publish.ts';

const read = (name: string) => readFileSync(new URL(`../demo/${name}`, import.meta.url), 'utf8');

describe('the demo contacts', () => {
  const [header, ...rows] = read('contacts.csv').trimEnd().split('\n');
  const addresses = rows.map((row) => row.split(',', 1)[0]);

  it('are what the script makes', () => {
    expect(read('contacts.csv')).toBe(demoContacts());
  });

  it('are 2,000 different people at domains that nobody owns (RFC 2606)', () => {
    expect(header).toMatch(/^email,externalId,locale,optIn,firstName,/);
    expect(new Set(addresses).size).toBe(2_000);
    for (const address of addresses) expect(address).toMatch(/^[a-z.]+\d*@example\.(com|net)$/);
  });

  it('are half English, half Spanish, and about 3 % have opted out', () => {
    const share = (text: string) => rows.filter((row) => row.includes(text)).length / rows.length;
    expect(share(',en,')).toBeGreaterThan(0.45);
    expect(share(',es,')).toBeGreaterThan(0.45);
    expect(share(',de,')).toBeGreaterThan(0);
    expect(share(',,true,')).toBeGreaterThan(0);
    expect(share(',false,')).toBeGreaterThan(0.02);
    expect(share(',false,')).toBeLessThan(0.04);
  });
});

describe('the demo newsletter', () => {
  const { languages } = JSON.parse(read('newsletter.json'));

  it.each(['en', 'es'])('can be published as it is: %s', async (language) => {
    const { subject, htmlFile, variables } = languages[language];
    const htmlBody = read(htmlFile);
    const published = await preparePublish({ subject, htmlBody, variables });
    expect(published.undeclared).toEqual([]);
    expect(published.declaredUnused).toEqual([]);
    expect(published.hasUnsubscribeLink).toBe(true);
    expect(published.htmlBody).toContain('@media');
    expect(published.htmlBody).not.toMatch(/<img|src=|url\(/);
    for (const { fallback } of variables) expect(fallback).not.toBe('');
  });
});
