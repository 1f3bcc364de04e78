import type { Mailbox } from '../lib/address.ts';
import { domainOf } from '../lib/address.ts';
import type { TokenSigner } from '../lib/signed-token.ts';
import { NO_TRACKING, type Tracking } from '../links/link.ts';
import { type TrackingPlan, trackPattern } from '../links/track-pattern.ts';
import type { Envelope } from '../smtp/envelope.ts';
import { compileMessage } from '../smtp/mime.ts';
import { compileVersion } from '../templates/rendering.ts';
import type { RenderValues, Variable } from '../templates/variables.ts';

/** Who sends, and where links lead. */
export type Sender = {
  from: Mailbox;
  replyTo?: Mailbox | undefined;
  /** Without a trailing slash. */
  publicUrl: string;
  signer: TokenSigner;
};

/** What is the same for all recipients of one template version in one campaign. */
export type ProgramSource = {
  tenantId: string;
  campaign: { id: string; name: string; subject: string | null; unsubscribeLang: string | null };
  version: {
    subject: string;
    publishedHtml: string;
    publishedText: string;
    variables: readonly Variable[];
  };
  sender: Sender;
  /** The tenant's, for `{{postalAddress}}`. */
  postalAddress: string | null;
  /** Links of a `test` show the page and change nothing. */
  kind: 'campaign' | 'test';
  /** What of its messages is seen; nothing when missing. Its links have to be kept beforehand. */
  tracking?: Tracking;
};

export type MessageRecipient = {
  /** The ledger's; only what is tracked needs it. */
  id?: number;
  /** Unique per recipient and the same at each attempt; becomes the Message-ID's left side. */
  messageKey: string;
  address: string;
  contactId: string;
  externalId: string | null;
  locale: string | null;
  attributes: Record<string, unknown>;
};

export type ComposedMessage = Envelope & { messageId: string };
export type MessageProgram = { compose(recipient: MessageRecipient, date: Date): ComposedMessage };

/** Compiles a campaign's message once; composing one then costs filling its holes. */
export function compileProgram(source: ProgramSource): MessageProgram {
  const { tenantId, campaign, sender, postalAddress } = source;
  const domain = domainOf(sender.from.address);
  const message = compileMessage<RenderValues>({
    from: sender.from,
    replyTo: sender.replyTo,
    ...compilePatterns(source),
    headers: {
      'List-Id': `<${tenantId}.${domain}>`,
      // Campaign : tenant : kind : sender; no value is unique per message (Gmail's rule).
      'Feedback-ID': `${campaign.id}:${tenantId}:${source.kind}:pressrun`,
    },
  });
  const link = linksOf(source);
  const { opens, clicks } = source.tracking ?? NO_TRACKING;
  const tracks = opens || clicks;
  return {
    compose: (recipient, date) => {
      const messageId = `${recipient.messageKey}@${domain}`;
      const { unsubscribe, view } = link(recipient.contactId);
      const body = message.compose({
        to: { address: recipient.address },
        values: {
          ...valuesOf(recipient, {
            ...{ campaignName: campaign.name, postalAddress },
            ...{ unsubscribeUrl: unsubscribe, viewInBrowserUrl: view },
          }),
          ...(tracks && { trackingToken: sender.signer.messages.sign(tenantId, recipient.id!) }),
        },
        messageId,
        date,
        listUnsubscribe: unsubscribe,
      });
      return { mailFrom: sender.from.address, rcptTo: recipient.address, body, messageId };
    },
  };
}

/** The values that a template may print for this recipient; previews use the same. */
export function valuesOf(
  recipient: Omit<MessageRecipient, 'id' | 'messageKey' | 'contactId'>,
  common: Pick<
    RenderValues['builtIn'],
    'campaignName' | 'postalAddress' | 'unsubscribeUrl' | 'viewInBrowserUrl'
  >,
): RenderValues {
  const { address, externalId, locale, attributes } = recipient;
  return { builtIn: { email: address, externalId, locale, ...common }, attributes };
}

function compilePatterns({ campaign, version, kind, sender, tracking }: ProgramSource) {
  const subject = campaign.subject ?? version.subject;
  const patterns = compileVersion({
    subject: kind === 'test' ? `[Test] ${subject}` : subject,
    htmlBody: version.publishedHtml,
    textBody: version.publishedText,
    variables: version.variables,
  });
  const html = trackPattern(patterns.html, trackingPlan(tracking, sender));
  return { ...patterns, html };
}

/** How the HTML of a message from this sender is tracked. */
export function trackingPlan(
  tracking: Tracking | undefined,
  { publicUrl }: Sender,
): TrackingPlan<RenderValues> {
  return {
    ...NO_TRACKING,
    ...tracking,
    publicUrl,
    token: ({ trackingToken }) => trackingToken ?? '',
  };
}

function linksOf({ tenantId, campaign, sender, kind }: ProgramSource) {
  const language = campaign.unsubscribeLang ? `?lang=${campaign.unsubscribeLang}` : '';
  return (contactId: string) => {
    const token = sender.signer.sign({ tenantId, contactId, campaignId: campaign.id, kind });
    return {
      unsubscribe: `${sender.publicUrl}/u/${token}${language}`,
      view: `${sender.publicUrl}/v/${token}`,
    };
  };
}
