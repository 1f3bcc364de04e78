import type { Mailbox } from '../lib/address.ts';
import { domainOf } from '../lib/address.ts';
import { html } from '../lib/html.ts';
import { newId } from '../lib/ids.ts';
import type { Envelope } from '../smtp/envelope.ts';
import { compileMessage } from '../smtp/mime.ts';
import type { Outcome } from '../smtp/outcome.ts';
import { constantPattern } from '../smtp/pattern.ts';

/** A mail of the instance's own to one person: not in the ledger, never tracked. */
export type Letter = {
  to: string;
  subject: string;
  /** Plain text, a paragraph each. The link stands after the first one. */
  paragraphs: [string, ...string[]];
  link: { text: string; url: string };
};

/** `later`: the relay is away or asks to come back. `refused`: it never takes it. */
export type LetterResult = { kind: 'sent' | 'later' | 'refused'; reply: string };
export type SendLetter = (letter: Letter) => Promise<LetterResult>;

/** The instance's way out, as in delivery/deliver-now.ts. */
export type Deliver = (
  way: { tenantId: string; mode: 'live'; relay: null },
  messages: (Envelope & { messageId: string })[],
) => Promise<Outcome[]>;

/** Of no tenant's outbox: its members would read tokens there that are others'. */
const NO_TENANT = '00000000-0000-0000-0000-000000000000';

/** Sends letters from this mailbox. Text and HTML say the same, without pictures or tracking. */
export function createSendLetter(from: Mailbox, deliver: Deliver): SendLetter {
  return async (letter) => {
    const way = { tenantId: NO_TENANT, mode: 'live', relay: null } as const;
    const [outcome] = await deliver(way, [compose(from, letter)]);
    const { kind, reply } = outcome!;
    if (kind === 'accepted') return { kind: 'sent', reply };
    return { kind: kind === 'refused' ? 'refused' : 'later', reply };
  };
}

function compose(from: Mailbox, letter: Letter): Envelope & { messageId: string } {
  const domain = domainOf(from.address);
  const messageId = `letter.${newId()}@${domain}`;
  const message = compileMessage<null>({
    from,
    subject: constantPattern(letter.subject),
    text: constantPattern(textOf(letter)),
    html: constantPattern(htmlOf(letter)),
    // RFC 3834 §5: so that no out-of-office answers it.
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  const to = { address: letter.to };
  const body = message.compose({ to, values: null, messageId, date: new Date() });
  return { mailFrom: from.address, rcptTo: letter.to, body, messageId };
}

function textOf({ paragraphs: [first, ...others], link }: Letter): string {
  return [first, `${link.text}:\n${link.url}`, ...others].join('\n\n');
}

function htmlOf({ subject, paragraphs: [first, ...others], link }: Letter): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${subject}</title></head>
<body style="font-family:sans-serif;line-height:1.5;max-width:36rem">
<p>${first}</p>
<p><a href="${link.url}">${link.text}</a></p>
${others.map((text) => html`<p>${text}</p>\n`)}</body></html>
`.markup;
}
