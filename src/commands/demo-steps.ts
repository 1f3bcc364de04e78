import type { Stats } from '../messages/message.ts';
import type { DemoApi } from './demo-api.ts';
import { type DemoContact, demoContacts, demoNewsletter } from './demo-content.ts';
import { checkOutbox, unsubscribeLink } from './demo-outbox.ts';
import { count, createProgress, say } from './demo-output.ts';

type Campaign = { id: string; status: string; reason: string | null; stats: Stats };
type Version = { id: string; templateId: string };
type Coverage = { locale: string | null; count: number }[];

const TESTERS = ['editor@example.com', 'proofs@example.net'];
const POLL_MS = 100;
const PATIENCE_MS = 50_000;

/** The whole story, from import to SENT. Throws an Error with one sentence when a step goes wrong. */
export async function playDemo(api: DemoApi): Promise<void> {
  const contacts = await demoContacts();
  await importContacts(api, contacts);
  const { campaignName, versionId } = await publishNewsletter(api);
  const { id } = await api.post<Campaign>('/campaigns', {
    name: campaignName,
    templateVersionId: versionId,
  });
  await sendTest(api, id);
  const { stats } = await send(api, id);
  const readers = contacts.filter(({ optIn }) => optIn);
  await checkOutbox(
    api,
    readers.map(({ email }) => email),
    TESTERS,
  );
  say(
    `outbox        one message for each of ${count(readers.length)} readers, none for the others`,
  );
  await unsubscribe(api, readers[0]!);
  await showNextAudience(api, id, readers.length - 1);
  say(`\n${account(stats, readers.length)}\n`);
}

async function importContacts(api: DemoApi, contacts: DemoContact[]): Promise<void> {
  const began = performance.now();
  let created = 0;
  for (let at = 0; at < contacts.length; at += 1_000) {
    const rows = contacts.slice(at, at + 1_000);
    created += (await api.post<{ created: number }>('/contacts/bulk', { contacts: rows })).created;
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(2);
  ensure(created === contacts.length, `only ${created} of ${contacts.length} were imported`);
  say(`imported      ${count(created)} contacts in ${seconds} s (POST /contacts/bulk, twice)`);
}

/** The first language is the base of the group: who has no variant of their own gets it. */
async function publishNewsletter(api: DemoApi) {
  const { campaignName, versions } = await demoNewsletter();
  const [base, ...others] = versions;
  const { id, versions: drafts } = await api.post<{ id: string; versions: Version[] }>(
    '/templates',
    base,
  );
  const first = drafts[0]!;
  const path = `/templates/${id}/versions`;
  await api.post(`${path}/${first.id}/publish`);
  for (const { name: _, ...other } of others) {
    const body = { ...other, localeGroupId: first.id };
    const variant = await api.post<Version>(path, body);
    await api.post(`${path}/${variant.id}/publish`);
  }
  say(`published     “${campaignName}”: ${versions.map(({ locale }) => locale).join(', ')}`);
  return { campaignName, versionId: first.id };
}

async function sendTest(api: DemoApi, id: string): Promise<void> {
  const { results } = await api.post<{ results: { email: string; status: string }[] }>(
    `/campaigns/${id}/test`,
    { emails: TESTERS },
  );
  for (const { email, status } of results) {
    ensure(status === 'SENT', `the test to ${email} is ${status}`);
  }
  say(`tested        with a copy to ${TESTERS.join(' and ')}`);
}

async function send(api: DemoApi, id: string): Promise<Campaign> {
  const progress = createProgress(process.stdout.isTTY === true);
  let campaign = await api.post<Campaign>(`/campaigns/${id}/send`);
  const end = performance.now() + PATIENCE_MS;
  while (campaign.status === 'SENDING' && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    campaign = await api.get<Campaign>(`/campaigns/${id}`);
    progress(campaign.stats.sent, campaign.stats.audience);
  }
  const { status, reason } = campaign;
  ensure(status === 'SENT', `the campaign is ${status} after 50 s (${reason ?? 'no reason'})`);
  return campaign;
}

/** As a person does it: with the link in their own copy, and a POST that the page's button makes. */
async function unsubscribe(api: DemoApi, { email, externalId }: DemoContact): Promise<void> {
  const link = await unsubscribeLink(api, email);
  const page = await fetch(link);
  ensure(page.ok, `the unsubscribe page of ${email} answered ${page.status}`);
  const confirmed = await fetch(link, { method: 'POST' });
  ensure(confirmed.ok, `unsubscribing ${email} answered ${confirmed.status}`);
  const contact = await api.get<{ optIn: boolean }>(`/contacts/${externalId}`);
  ensure(!contact.optIn, `${email} is still subscribed`);
  say(`unsubscribed  ${email}, with the link in their own copy`);
}

async function showNextAudience(api: DemoApi, id: string, expected: number): Promise<void> {
  const coverage = await api.get<Coverage>(`/campaigns/${id}/locale-coverage`);
  const total = coverage.reduce((sum, { count }) => sum + count, 0);
  ensure(total === expected, `the next audience is ${total}, not ${expected}`);
  const parts = coverage.map(({ locale, count }) => `${locale ?? 'no locale'} ${count}`);
  say(`next time     ${count(total)} would get it: ${parts.join(', ')}`);
}

/** The accounting identity as one line; throws when it doesn't hold or somebody was not sent to. */
function account({ audience, ...parts }: Stats, readers: number): string {
  const { sent, ...others } = parts;
  const terms = Object.entries({ sent, ...others }).map(([name, n]) => `${name} ${n}`);
  const line = `audience ${audience} = ${terms.join(' + ')}`;
  const sum = Object.values(parts).reduce((total, n) => total + n, 0);
  ensure(sum === audience, `the sum does not hold: ${line}`);
  ensure(sent === readers, `${readers} people should have got it: ${line}`);
  return line;
}

function ensure(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}
