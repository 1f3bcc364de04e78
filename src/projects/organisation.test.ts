import { expect, test } from 'vitest';
import { dmarcRecordIn, organisationOf, walkOf } from './organisation.ts';

const record = (domain: string, psd: 'y' | 'n' | 'u' = 'u') => ({ domain, psd });

test('the walk asks at most eight names, whatever the depth (RFC 9989 section 4.10)', () => {
  expect(walkOf('news.example.com')).toEqual(['news.example.com', 'example.com', 'com']);
  expect(walkOf('com')).toEqual(['com']);
  const deep = 'a.b.c.d.e.f.g.h.i.j.mail.example.com';
  expect(walkOf(deep)).toHaveLength(8);
  expect(walkOf(deep).slice(0, 3)).toEqual([
    ...[deep, 'g.h.i.j.mail.example.com', 'h.i.j.mail.example.com'],
  ]);
});

test('a record is one text that begins with v=DMARC1; of several none counts', () => {
  expect(dmarcRecordIn('a.b', ['v=DMARC1; p=none'])).toEqual(record('a.b'));
  expect(dmarcRecordIn('a.b', ['hello', 'v = DMARC1;p=reject; psd=y'])).toEqual(record('a.b', 'y'));
  expect(dmarcRecordIn('a.b', ['v=DMARC1; psd=N; p=none'])).toEqual(record('a.b', 'n'));
  expect(dmarcRecordIn('a.b', ['v=DMARC12; p=none', 'p=none; v=DMARC1'])).toBeNull();
  expect(dmarcRecordIn('a.b', ['v=DMARC1; p=none', 'v=DMARC1; p=reject'])).toBeNull();
});

test('the organisation: psd=n ends the walk, psd=y is one above it, else the shortest name with a record', () => {
  const name = 'a.news.example.co.uk';
  expect(organisationOf(name, [])).toBe(name);
  expect(organisationOf(name, [record(name), record('example.co.uk')])).toBe('example.co.uk');
  expect(organisationOf(name, [record('news.example.co.uk', 'n'), record('example.co.uk')])).toBe(
    'news.example.co.uk',
  );
  expect(organisationOf(name, [record('co.uk', 'y')])).toBe('example.co.uk');
  expect(organisationOf('co.uk', [record('co.uk', 'y')])).toBe('co.uk');
});
