import { type ComposedMessage, type Sender, trackingPlan } from '../campaigns/message-program.ts';
import type { Tracking } from '../links/link.ts';
import { trackPattern } from '../links/track-pattern.ts';
import type { Attachment } from '../smtp/attachment.ts';
import type { Mailbox } from '../smtp/mailbox.ts';
import { compileMessage } from '../smtp/mime.ts';
import { compileVersion } from '../templates/rendering.ts';
import { parseTemplate } from '../templates/template.ts';
import type { RenderValues, Variable } from '../templates/variables.ts';
import { messageIdOf } from './email.ts';
import { emailValues, type Reader } from './values.ts';

/** What emails of the same content and sender have in common. */
export type ProgramSource = {
  tenantId: string;
  from: Mailbox;
  replyTo: string | null;
  html: string;
  text: string;
  variables: readonly Variable[];
  /** Its links have to be kept beforehand. */
  tracking: Tracking;
};

/** What differs: `subject` as it is sent. */
export type ComposableEmail = Reader & {
  /** The ledger's. */
  messageId: number;
  subject: string;
  attachments: readonly Attachment[];
};

export type EmailProgram = { compose(email: ComposableEmail, date: Date): ComposedMessage };

type Values = RenderValues & { subject: string };

/**
 * Compiles an email's content once. It is no list's mail: without `{{unsubscribeUrl}}` in it there are
 * no List-Unsubscribe headers either, and never a List-Id.
 */
export function compileEmail(source: ProgramSource, sender: Sender): EmailProgram {
  const { tenantId, from, replyTo, html, text, variables, tracking } = source;
  const { html: htmlPattern, text: textPattern } = compileVersion({
    ...{ subject: '', htmlBody: html, textBody: text, variables },
  });
  const message = compileMessage<Values>({
    from,
    replyTo: replyTo === null ? undefined : { address: replyTo },
    // Filled in already when it was asked for: the log shows it.
    subject: { literals: ['', ''], fills: [({ subject }) => subject] },
    html: trackPattern<Values>(htmlPattern, trackingPlan(tracking, sender)),
    text: textPattern,
    headers: { 'Feedback-ID': `transactional:${tenantId}:email:pressrun` },
  });
  const tracks = tracking.opens || tracking.clicks;
  const isListed = [html, text].some((part) => printsUnsubscribeUrl(part));
  return {
    compose: (email, date) => {
      const values = {
        ...{ ...emailValues(email, sender), subject: email.subject },
        ...(tracks && { trackingToken: sender.signer.messages.sign(tenantId, email.messageId) }),
      };
      const messageId = messageIdOf(email.id, from.address);
      const { unsubscribeUrl } = values.builtIn;
      const body = message.compose({
        to: { address: email.address },
        values,
        messageId,
        date,
        listUnsubscribe: isListed ? (unsubscribeUrl ?? undefined) : undefined,
        attachments: email.attachments,
      });
      return { mailFrom: from.address, rcptTo: email.address, body, messageId };
    },
  };
}

function printsUnsubscribeUrl(part: string): boolean {
  return part.includes('unsubscribeUrl') && parseTemplate(part).names.includes('unsubscribeUrl');
}
