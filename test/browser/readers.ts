import { sql } from 'kysely';
import type { RunningApp } from '../support/app.ts';
import type { Person } from '../support/newsletter.ts';

// People as they could be, for tests whose pictures are shown.

const FIRST = [
  'Ada',
  'Björn',
  'Chiara',
  'Dmitri',
  'Elif',
  'Farah',
  'Grace',
  'Hugo',
  'Ines',
  'Jonas',
];
const LAST = ['berg', 'costa', 'dubois', 'evans', 'fischer', 'garcia', 'haddad', 'ito'];
const HOSTS = ['contoso.example', 'fabrikam.example', 'tailspin.example', 'example.org'];

/** The address of the reader with this number. */
export function readerOf(i: number): string {
  const first = FIRST[i % FIRST.length]!.toLowerCase().replace('ö', 'o');
  const last = LAST[Math.floor(i / FIRST.length) % LAST.length];
  const again = Math.floor(i / (FIRST.length * LAST.length));
  return `${first}.${last}${again || ''}@${HOSTS[i % HOSTS.length]}`;
}

/** So many people as an import has them. */
export function readers(count: number): Person[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ email: readerOf(i), externalId: `r-${i}`, optIn: true, locale: 'en' },
    attributes: { firstName: FIRST[i % FIRST.length] },
  }));
}

/** Gives a test's tenant a name to be seen. */
export async function nameTenant({ db }: RunningApp, tenantId: string): Promise<void> {
  await sql`update tenants set name = 'Northwind Press' where id = ${tenantId}`.execute(db.engine);
}
