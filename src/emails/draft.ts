import { invalidField } from '../lib/errors.ts';
import { parseTemplate } from '../templates/template.ts';
import type { Draft } from './email.ts';
import { type ContentInput, readContent } from './read-content.ts';
import { checkData, MAX_METADATA_BYTES, readAddress } from './read-fields.ts';

/** What the routes that send have in common. */
export type EmailInput = ContentInput & {
  templateVersionId?: string | undefined;
  fromEmail?: string | undefined;
  fromName?: string | undefined;
  replyTo?: string | undefined;
  projectId?: string | undefined;
  unsubscribeLang?: string | undefined;
  tags?: string[] | undefined;
  metadata?: Record<string, unknown> | undefined;
  trackOpens?: boolean | undefined;
  trackClicks?: boolean | undefined;
};

/**
 * Checks what a request says of its mail, and makes the text part where none is given. Outside of any
 * transaction: for long HTML that takes a while. Throws `invalid_request` with the field,
 * `unprocessable` for what is too large or too deep.
 */
export async function readDraft(tenantId: string, input: EmailInput): Promise<Draft> {
  const metadata = input.metadata ?? {};
  checkData('metadata', metadata, MAX_METADATA_BYTES);
  return {
    from: { address: addressOrNull('fromEmail', input.fromEmail), name: input.fromName ?? null },
    replyTo: addressOrNull('replyTo', input.replyTo),
    subject: readSubject(input),
    content: input.templateVersionId === undefined ? await readContent(tenantId, input) : null,
    templateVersionId: input.templateVersionId ?? null,
    projectId: input.projectId ?? null,
    unsubscribeLang: input.unsubscribeLang ?? null,
    tags: input.tags ?? [],
    metadata,
    tracking: { opens: input.trackOpens ?? true, clicks: input.trackClicks ?? true },
  };
}

function addressOrNull(field: string, text: string | undefined): string | null {
  return text === undefined ? null : readAddress(field, text);
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
