import { createHash } from 'node:crypto';
import type { Sender } from '../campaigns/message-program.ts';
import { attributesFault } from '../contacts/attributes.ts';
import { normaliseAddress } from '../lib/address.ts';
import { invalidField, PressrunError } from '../lib/errors.ts';
import { checkSizes } from '../templates/publish.ts';
import { parseTemplate } from '../templates/template.ts';
import { textPartOf } from '../templates/text-part.ts';
import { type AttachmentInput, readAttachments } from './attachments.ts';
import type { Content, Draft } from './email.ts';

/** What the routes that send have in common. */
export type EmailInput = {
  subject?: string | undefined;
  htmlBody?: string | undefined;
  textBody?: string | null | undefined;
  templateVersionId?: string | undefined;
  fromEmail?: string | undefined;
  fromName?: string | undefined;
  replyTo?: string | undefined;
  projectId?: string | undefined;
  unsubscribeLang?: string | undefined;
  tags?: string[] | undefined;
  metadata?: Record<string, unknown> | undefined;
  attachments?: AttachmentInput[] | undefined;
};

/** Octets of `data` (or of one recipient's `vars`) as JSON. */
export const MAX_DATA_BYTES = 65_536;

/**
 * Checks what a request says of its mail, and makes the text part where none is given. Outside of any
 * transaction: for long HTML that takes a while. Throws `invalid_request` with the field,
 * `unprocessable` for what is too large or too deep and for a sender of a domain that isn't ours.
 */
export async function readDraft(
  tenantId: string,
  input: EmailInput,
  sender: Sender,
): Promise<Draft> {
  const metadata = input.metadata ?? {};
  checkData('metadata', metadata, undefined);
  return {
    from: readFrom(input, sender),
    replyTo: input.replyTo === undefined ? null : readAddress('replyTo', input.replyTo),
    subject: readSubject(input),
    content: input.templateVersionId === undefined ? await readContent(tenantId, input) : null,
    templateVersionId: input.templateVersionId ?? null,
    projectId: input.projectId ?? null,
    unsubscribeLang: input.unsubscribeLang ?? null,
    tags: input.tags ?? [],
    metadata,
  };
}

/** 400 when it isn't one address. */
export function readAddress(path: string, text: string): string {
  const address = normaliseAddress(text);
  if (address) return address;
  throw invalidField(path, 'must be one e-mail address like ana@example.com');
}

/** 400 for values that are too many, too deep or out of range. */
export function checkData(
  path: string,
  data: Record<string, unknown>,
  most: number | undefined = MAX_DATA_BYTES,
): void {
  const fault = attributesFault(data, most);
  if (fault) throw invalidField(path, fault);
}

/**
 * Until a tenant can prove domains of its own, mail may come from the domain of the configured sender
 * only (docs/decisions/0015): anything else would be mail in a stranger's name.
 */
function readFrom({ fromEmail, fromName }: EmailInput, { from }: Sender): Draft['from'] {
  const name = fromName ?? (fromEmail === undefined ? from.name : '');
  if (fromEmail === undefined) return { address: from.address, name };
  const address = readAddress('fromEmail', fromEmail);
  const domain = domainOf(from.address);
  if (domainOf(address) === domain) return { address, name };
  const message = `must be an address of ${domain}, the domain that this instance sends from`;
  throw new PressrunError('unprocessable', `fromEmail ${message}`, [
    { path: 'fromEmail', message },
  ]);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function readSubject({ subject, templateVersionId }: EmailInput): string | null {
  if (subject === undefined && templateVersionId === undefined) {
    throw invalidField('subject', 'is required, unless templateVersionId is given');
  }
  if (subject === undefined) return null;
  if (subject.trim() === '') throw invalidField('subject', 'must not be blank');
  if (/[\r\n]/.test(subject)) throw invalidField('subject', 'must be one line');
  parseTemplate(subject);
  return subject;
}

async function readContent(tenantId: string, input: EmailInput): Promise<Content> {
  const { htmlBody: html, textBody, subject = '' } = input;
  if (html === undefined) {
    throw invalidField('htmlBody', 'is required, unless templateVersionId is given');
  }
  checkSizes({ subject, htmlBody: html, textBody });
  parseTemplate(html);
  const text = textBody?.trim() ? textBody : await textPartOf(tenantId, html);
  parseTemplate(text);
  const hash = createHash('sha256')
    .update(JSON.stringify([html, text]))
    .digest();
  return { html, text, hash, attachments: readAttachments(input.attachments ?? []) };
}
