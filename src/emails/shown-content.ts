import { findCampaign } from '../campaigns/service.ts';
import { findContact } from '../contacts/service.ts';
import type { Tx } from '../db/database.ts';
import { notFound } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { emailLogIdOf } from '../messages/message.ts';
import { render } from '../templates/rendering.ts';
import { findPublishedVersion } from '../templates/service.ts';
import { parseTemplate } from '../templates/template.ts';
import type { RenderValues, Variable } from '../templates/variables.ts';
import { findTenant } from '../tenants/service.ts';
import { findCopy } from './copy-log-store.ts';
import { findEmail } from './email-log-store.ts';
import type { CopyRow, EmailRow } from './log-rows.ts';
import { findContent, findForSending } from './sending-store.ts';
import { builtInsOf, printedBy } from './values.ts';

export type ShownContent = { subject: string; html: string; text: string };

type Said = {
  html: string;
  text: string;
  variables: readonly Variable[];
  values: RenderValues;
};

/** Links that lead nowhere: whoever looks is not the reader. */
const PLACEHOLDERS = { unsubscribeUrl: '#unsubscribe', viewInBrowserUrl: '#view-in-browser' };

/**
 * What a message of the log says, rendered anew from what is kept, without tracking. 404 when it isn't the
 * tenant's, and when its content, version or contact is gone.
 */
export async function showContent(tx: Tx, tenantId: string, id: string): Promise<ShownContent> {
  const number = emailLogIdOf(id);
  const row = isId(id)
    ? await findEmail(tx, tenantId, id)
    : number === null
      ? undefined
      : await findCopy(tx, tenantId, number);
  if (!row) throw notFound('Email');
  const said =
    row.kind === 'email' ? await ofEmail(tx, tenantId, row) : await ofCopy(tx, tenantId, row);
  if (!said) throw notFound('Content');
  const { html, text, variables, values } = said;
  // An email's subject was filled in when it was asked for.
  const subject = row.kind === 'email' ? null : parseTemplate(row.subject ?? '');
  return {
    subject: subject ? render(subject, 'subject', values, variables) : (row.subject ?? ''),
    html: render(parseTemplate(html), 'html', values, variables),
    text: render(parseTemplate(text), 'text', values, variables),
  };
}

async function ofEmail(tx: Tx, tenantId: string, { messageId }: EmailRow): Promise<Said | null> {
  const [row] = await findForSending(tx, tenantId, [messageId]);
  if (!row) return null;
  const reader = { ...row, tenantId };
  const values = {
    builtIn: { ...builtInsOf(reader), ...PLACEHOLDERS },
    attributes: printedBy(reader),
  };
  if (row.contentId === null) return ofVersion(tx, tenantId, row.versionId, values);
  const content = await findContent(tx, tenantId, row.contentId);
  return content ? { ...content, variables: [], values } : null;
}

async function ofCopy(
  tx: Tx,
  tenantId: string,
  { campaignId, contactId, templateVersionId }: CopyRow,
): Promise<Said | null> {
  const contact = contactId === null ? null : await findContact(tx, tenantId, contactId);
  if (!contact) return null;
  const { name: campaignName } = await findCampaign(tx, tenantId, campaignId);
  const { postalAddress } = await findTenant(tx, tenantId);
  const { email, externalId, locale, attributes } = contact;
  const builtIn = { email, externalId, locale, campaignName, postalAddress, ...PLACEHOLDERS };
  return ofVersion(tx, tenantId, templateVersionId, { builtIn, attributes });
}

async function ofVersion(
  tx: Tx,
  tenantId: string,
  versionId: string | null,
  values: RenderValues,
): Promise<Said | null> {
  const version = await findPublishedVersion(tx, tenantId, versionId ?? '');
  if (!version) return null;
  const { publishedHtml: html, publishedText: text, variables } = version;
  return { html, text, variables, values };
}
