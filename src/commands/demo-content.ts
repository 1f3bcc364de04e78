import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../demo');

/** A row of demo/contacts.csv as the API takes it. */
export type DemoContact = {
  email: string;
  externalId: string;
  locale: string | null;
  optIn: boolean;
  source: string;
  attributes: Record<string, string>;
};

export type DemoVersion = {
  locale: string;
  name: string;
  subject: string;
  htmlBody: string;
  variables: unknown[];
};

/** demo/newsletter.json with the HTML of each language in it. */
export async function demoNewsletter(): Promise<{ campaignName: string; versions: DemoVersion[] }> {
  const { campaignName, languages } = JSON.parse(await read('newsletter.json'));
  const versions = Object.entries<DemoVersion & { htmlFile: string }>(languages).map(
    async ([locale, { name, subject, htmlFile, variables }]) => {
      return { locale, name, subject, variables, htmlBody: await read(htmlFile) };
    },
  );
  return { campaignName, versions: await Promise.all(versions) };
}

/** The columns after the first four are attributes; an empty one is left out, for its fallback. */
export async function demoContacts(): Promise<DemoContact[]> {
  const [header, ...rows] = (await read('contacts.csv')).trimEnd().split('\n').map(fieldsOf);
  return rows.map(([email, externalId, locale, optIn, ...values]) => {
    const named = values.map((value, i): [string, string] => [header![i + 4]!, value]);
    return {
      email: email!,
      externalId: externalId!,
      locale: locale || null,
      optIn: optIn === 'true',
      source: 'demo',
      attributes: Object.fromEntries(named.filter(([, value]) => value !== '')),
    };
  });
}

/** RFC 4180, without line breaks inside of quotes: our own file has none. */
function fieldsOf(line: string): string[] {
  const fields = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...fields].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

function read(name: string): Promise<string> {
  return readFile(join(FOLDER, name), 'utf8');
}
