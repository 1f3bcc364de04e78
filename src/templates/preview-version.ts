import { findContact } from '../contacts/service.ts';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { notFound } from '../lib/errors.ts';
import { findTenant } from '../tenants/service.ts';
import { prepareInTurn } from './publish-version.ts';
import { missingVariables, render, type VersionSource } from './rendering.ts';
import { findTemplate } from './service.ts';
import { parseTemplate } from './template.ts';
import { BUILT_IN_NAMES, printable, type RenderValues } from './variables.ts';
import type { Version, VersionPath } from './version.ts';
import { findVersionOf } from './versions.ts';

/**
 * Whose data is shown: a contact's (id or externalId), and values that win over it. `subject`: instead of the
 * version's, as a campaign may have one.
 */
export type PreviewInput = {
  contactId?: string;
  data?: Record<string, unknown>;
  subject?: string;
};

export type Preview = { subject: string; html: string; text: string; missingVariables: string[] };

/** Links that lead nowhere: a preview has no recipient who could use them. */
const PLACEHOLDERS = { unsubscribeUrl: '#unsubscribe', viewInBrowserUrl: '#view-in-browser' };

/**
 * Renders a version as a recipient would get it; a draft is processed as publishing would do it,
 * and nothing is stored. `campaignName` is the template's name. Throws `not_found` for the version
 * or the contact, `unprocessable` for a draft that can't be published or grows beyond 8 MB.
 */
export async function previewVersion(
  db: Database,
  tenantId: string,
  path: VersionPath,
  input: PreviewInput,
): Promise<Preview> {
  const { version, values } = await inTenant(db, tenantId, async (tx) => ({
    version: await findVersionOf(tx, tenantId, path),
    values: await previewValues(tx, tenantId, path, input),
  }));
  const final = await finalSource(tenantId, version);
  const source = { ...final, subject: input.subject ?? final.subject };
  const html = render(parseTemplate(source.htmlBody), 'html', values, source.variables);
  return {
    subject: render(parseTemplate(source.subject), 'subject', values, source.variables),
    html,
    text: render(parseTemplate(source.textBody ?? ''), 'text', values, source.variables),
    missingVariables: missingVariables(source, values),
  };
}

/** What is sent, or would be sent after publishing. */
async function finalSource(tenantId: string, version: Version): Promise<VersionSource> {
  const { subject, variables, publishedHtml, publishedText } = version;
  if (publishedHtml !== null) {
    return { subject, variables, htmlBody: publishedHtml, textBody: publishedText };
  }
  const { htmlBody, textBody } = await prepareInTurn(tenantId, version);
  return { subject, variables, htmlBody, textBody };
}

async function previewValues(
  tx: Tx,
  tenantId: string,
  { id }: VersionPath,
  { contactId, data = {} }: PreviewInput,
): Promise<RenderValues> {
  const contact = contactId === undefined ? null : await findContact(tx, tenantId, contactId);
  if (contactId !== undefined && !contact) throw notFound('Contact');
  const { name: campaignName } = await findTemplate(tx, tenantId, id);
  const { postalAddress } = await findTenant(tx, tenantId);
  const { email, externalId, locale, attributes } = contact ?? {};
  return {
    builtIn: {
      ...{ email, externalId, locale, campaignName, postalAddress },
      ...{ ...builtInsOf(data), ...PLACEHOLDERS },
    },
    attributes: { ...attributes, ...data },
  };
}

/** `data` may stand in for the built-in fields too; other types than text count as not given. */
function builtInsOf(data: Record<string, unknown>): RenderValues['builtIn'] {
  const given = BUILT_IN_NAMES.filter((name) => Object.hasOwn(data, name));
  return Object.fromEntries(given.map((name) => [name, printable(data[name])]));
}
