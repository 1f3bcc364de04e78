import PostalMime from 'postal-mime';
import type { Contact } from '../../contacts/contact.ts';
import { PressrunError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { MAX_TEXT_LENGTH } from '../../smtp/pattern.ts';
import type { PublishedVersion } from '../../templates/service.ts';
import { compileProgram, type Sender } from '../message-program.ts';
import { nameOf, partOf } from './check-version.ts';
import type { Facts } from './facts.ts';
import type { Found } from './finding.ts';
import { composingSender } from './sender-view.ts';

/** Gmail shows no more of a mail's HTML than 102 kB, and a link to the rest. */
const MOST_OCTETS = 102_400;
const NOBODY = {
  ...{ id: '00000000-0000-0000-0000-000000000000', email: 'reader@example.com' },
  ...{ externalId: null, locale: null, attributes: {} },
};

/** How large the HTML part is in the message of the contact with the most attributes. */
export async function checkSize(
  facts: Facts,
  received: { version: PublishedVersion; contact: Contact | null },
  sender: Sender,
): Promise<Found[]> {
  const octets = await htmlOctets(facts, received, sender);
  if (octets <= MOST_OCTETS) return [];
  const { templateVersionId } = facts.campaign;
  const { version } = received;
  const path = partOf(version, templateVersionId, 'htmlBody');
  const name = nameOf(version, templateVersionId);
  const message = `${name} makes ${octets} octets of HTML; Gmail clips what is beyond ${MOST_OCTETS}`;
  const action =
    'Shorten it, or put part of it behind a link; CSS rules are written at each element.';
  return [{ code: 'html_too_large', path, message, action, count: octets }];
}

/** In a message that is composed as for sending, once its transfer encoding is taken off. */
async function htmlOctets(
  { tenantId, mode, campaign, tenant, project }: Facts,
  { version, contact }: { version: PublishedVersion; contact: Contact | null },
  instance: Sender,
): Promise<number> {
  const program = compileProgram({
    ...{ tenantId, campaign, version, kind: 'campaign', postalAddress: tenant.postalAddress },
    sender: composingSender(instance, tenant, project),
    // As `findClaimable` has it: tracked links are longer than those that were written.
    tracking: {
      opens: mode === 'live' && tenant.trackOpens && campaign.trackOpens,
      clicks: mode === 'live' && tenant.trackClicks && campaign.trackClicks,
    },
  });
  const { id, email, externalId, locale, attributes } = contact ?? NOBODY;
  const person = { id: 0, contactId: id, address: email, externalId, locale, attributes };
  try {
    const key = { messageKey: `preflight.${newId()}` };
    const { html } = await PostalMime.parse(
      program.compose({ ...person, ...key }, new Date()).body,
    );
    return Buffer.byteLength(html ?? '');
  } catch (error) {
    // So large that it isn't composed at all.
    if (error instanceof PressrunError) return MAX_TEXT_LENGTH;
    throw error;
  }
}
