import type { FindingCode } from '../../src/lib/finding.ts';
import { caller, type RunningApp, runApp } from './app.ts';
import { testTenant } from './database.ts';
import { type DnsServer, startDnsServer, type Zone } from './dns-server.ts';
import { importPeople, people } from './newsletter.ts';
import { signIn, testUser } from './people.ts';
import type { Call } from './server.ts';

export const POSTAL_ADDRESS = 'The Weekly, 1 Print Street, 08001 Barcelona';

/** A body that a pre-flight finds nothing in. */
export const CLEAN_HTML =
  '<h1>News</h1><p><img src="https://example.com/a.png" alt="A press"> <a href="https://example.com">Read</a></p>' +
  '<p>{{postalAddress}} <a href="{{unsubscribeUrl}}">Unsubscribe</a></p>';

/** Records with which mail from example.com is aligned. */
export const CLEAN_ZONE: Zone = {
  'example.com': ['v=spf1 ip4:192.0.2.1 -all'],
  '_dmarc.example.com': ['v=DMARC1; p=none'],
};

/** The program without a worker, whose relay is never dialled, and the name server that it asks. */
export async function runWithDns(zone: Zone = {}): Promise<{ app: RunningApp; dns: DnsServer }> {
  const dns = await startDnsServer(zone);
  const config = { smtpUrl: 'smtp://127.0.0.1:2525', mailFrom: 'news@example.com' };
  return { app: await runApp(config, 'api', { dnsServers: [dns.address] }), dns };
}

export type Publisher = {
  tenantId: string;
  call: Call;
  /** A session of its owner. */
  owner: Call;
  asTester: Call;
  /** Sets what the tenant decides. */
  set(change: Record<string, unknown>): Promise<void>;
  /** A published version; answers its ids. */
  publish(content?: Record<string, unknown>): Promise<Published>;
};
export type Published = { templateId: string; versionId: string };

/** A tenant with a postal address, an owner, and so many people. */
export async function publisher(app: RunningApp, audience = 3): Promise<Publisher> {
  const { tenantId, apiKey, testKey } = await testTenant(app.db);
  const call = caller(app.url, apiKey);
  const user = await testUser(app.db, { [tenantId]: 'owner' });
  const owner = (await signIn(app.url, user.email)).call;
  const set = async (change: Record<string, unknown>) => {
    const { status, body } = await owner('PATCH', `/tenants/${tenantId}`, change);
    if (status !== 200) throw new Error(JSON.stringify(body));
  };
  await set({ postalAddress: POSTAL_ADDRESS });
  if (audience > 0) await importPeople(call, people(audience));
  const publish = (content: Record<string, unknown> = {}) => publishTemplate(call, content);
  return { tenantId, call, owner, asTester: caller(app.url, testKey), set, publish };
}

async function publishTemplate(call: Call, content: Record<string, unknown>): Promise<Published> {
  const template = { name: 'News', subject: 'News', htmlBody: CLEAN_HTML, ...content };
  const made = await call('POST', '/templates', template);
  const templateId = made.body.id;
  const versionId = made.body.versions[0].id;
  await publishVersion(call, { templateId, versionId });
  return { templateId, versionId };
}

/** Adds a variant of a version's group and publishes it; answers its id. */
export async function publishVariant(
  call: Call,
  { templateId, versionId }: Published,
  content: Record<string, unknown>,
): Promise<string> {
  const variant = { localeGroupId: versionId, ...content };
  const { body } = await call('POST', `/templates/${templateId}/versions`, variant);
  await publishVersion(call, { templateId, versionId: body.id });
  return body.id;
}

async function publishVersion(call: Call, { templateId, versionId }: Published): Promise<void> {
  const { status, body } = await call(
    'POST',
    `/templates/${templateId}/versions/${versionId}/publish`,
  );
  if (status !== 200) throw new Error(JSON.stringify(body));
}

export type ShownFinding = {
  code: FindingCode;
  severity: 'blocking' | 'warning';
  message: string;
  path: string;
  action: string;
  count?: number;
  sample?: string[];
};
type Shown = { ready: boolean; audience: number; findings: ShownFinding[]; checkedAt: string };

/** The pre-flight of a campaign. */
export async function preflight(call: Call, id: string): Promise<Shown> {
  const { status, body } = await call('GET', `/campaigns/${id}/preflight`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

/** Just the codes that it finds. */
export async function codesOf(call: Call, id: string): Promise<FindingCode[]> {
  return (await preflight(call, id)).findings.map(({ code }) => code);
}
