import { findContact, sampleContact } from '../contacts/service.ts';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import type { Principal } from '../http/access.ts';
import { normaliseAddress } from '../lib/address.ts';
import { invalidField, notFound } from '../lib/errors.ts';
import { isId, newId } from '../lib/ids.ts';
import type { Outcome } from '../smtp/outcome.ts';
import { findTenant } from '../tenants/service.ts';
import { type ComposedMessage, compileProgram, type Sender } from './message-program.ts';
import type { SenderOfInstance } from './preflight/sender-view.ts';
import { campaignAudience, requireProject, requirePublishedVersion } from './ready.ts';
import { senderOf } from './sender-of.ts';
import { senderOfTenant } from './sender-of-tenant.ts';
import { type CampaignRow, findCampaignRow } from './store.ts';
import type { TEST_WAYS } from './test-way.ts';

export type TestInput = { emails: string[]; contactId?: string };
export type TestResult = {
  email: string;
  status: 'SENT' | 'FAILED';
  messageId: string;
  reply: string;
};

export type TestVia = (typeof TEST_WAYS)[number];

/** Delivers a few messages now and says what became of each, in their order. */
export type DeliverNow = (way: TestWay, messages: ComposedMessage[]) => Promise<Outcome[]>;

/** Whose tests go by which project's own relay; null: by the instance's, or the outbox. */
export type TestWay = {
  tenantId: string;
  mode: 'live' | 'test';
  relay: { projectId: string; version: number } | null;
};

type TestDeps = { db: Database; deliverNow: DeliverNow } & SenderOfInstance;

/**
 * Sends the campaign to 1–5 addresses as `[Test] …`, rendered for a sample contact. Changes nothing:
 * not the campaign, no count, and its unsubscribe link only shows the page. 400 for an address that
 * isn't one, 404 for a contact that isn't there, 422 without a published version.
 */
export async function sendTest(
  { db, sender, smtpHost, deliverNow }: TestDeps,
  { tenantId, mode }: Principal,
  id: string,
  input: TestInput,
): Promise<{ results: TestResult[]; via: TestVia }> {
  const addresses = readAddresses(input.emails);
  const { messages, relay } = await inTenant(db, tenantId, (tx) =>
    composeTests(tx, tenantId, id, addresses, input.contactId, sender),
  );
  const outcomes = await deliverNow({ tenantId, mode, relay }, messages);
  const results = messages.map((message, i): TestResult => {
    const { kind, reply } = outcomes[i]!;
    const status = kind === 'accepted' ? 'SENT' : 'FAILED';
    return { email: message.rcptTo, status, messageId: `<${message.messageId}>`, reply };
  });
  const hasServer = mode === 'live' && (relay !== null || smtpHost !== null);
  return { results, via: hasServer ? 'relay' : 'outbox' };
}

function readAddresses(emails: string[]): string[] {
  const addresses = emails.map((email, i) => {
    const address = normaliseAddress(email);
    if (!address) throw invalidField(`emails.${i}`, 'is not an e-mail address');
    return address;
  });
  return [...new Set(addresses)];
}

async function composeTests(
  tx: Tx,
  tenantId: string,
  id: string,
  addresses: string[],
  contactId: string | undefined,
  sender: Sender,
): Promise<{ messages: ComposedMessage[]; relay: TestWay['relay'] }> {
  const campaign = isId(id) ? await findCampaignRow(tx, tenantId, id) : undefined;
  if (!campaign) throw notFound('Campaign');
  const version = await requirePublishedVersion(tx, tenantId, campaign);
  const person = await shownPerson(tx, tenantId, campaign, contactId);
  const project = await requireProject(tx, tenantId, campaign);
  const tenant = await findTenant(tx, tenantId);
  const program = compileProgram({
    ...{ tenantId, campaign, version, kind: 'test', postalAddress: tenant.postalAddress },
    sender: senderOf(senderOfTenant(sender, tenant), project),
  });
  const messages = addresses.map((address) =>
    program.compose({ ...person, address, messageKey: `test.${newId()}` }, new Date()),
  );
  const hasRelay = project !== null && project.host !== null;
  return {
    messages,
    relay: hasRelay ? { projectId: project.id, version: project.relayVersion } : null,
  };
}

const NOBODY = { contactId: '00000000-0000-0000-0000-000000000000' };

/** Whose data is shown: the asked-for contact, else someone of the audience, else nobody's. */
async function shownPerson(
  tx: Tx,
  tenantId: string,
  campaign: CampaignRow,
  contactId: string | undefined,
) {
  const contact = contactId
    ? await findContact(tx, tenantId, contactId)
    : await sampleContact(tx, tenantId, await testAudience(tx, tenantId, campaign));
  if (contactId && !contact) throw notFound('Contact');
  if (!contact) return { ...NOBODY, externalId: null, locale: null, attributes: {} };
  const { externalId, locale, attributes } = contact;
  return { contactId: contact.id, externalId, locale, attributes };
}

/** Someone who has opted in, whatever the draft says of it: it may not be right yet. */
function testAudience(tx: Tx, tenantId: string, campaign: CampaignRow) {
  const audienceFilter = { ...campaign.audienceFilter, optIn: true };
  return campaignAudience(tx, tenantId, { ...campaign, audienceFilter });
}
