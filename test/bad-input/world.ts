import type { FastifyInstance } from 'fastify';
import type { Database } from '../../src/db/database.ts';
import { testTenant } from '../support/database.ts';
import { type Call, callAs } from '../support/server.ts';

/** A tenant that has one of everything. */
export type World = {
  tenantId: string;
  apiKey: string;
  call: Call;
  contactId: string;
  /** A template with a draft that nothing uses … */
  draft: { id: string; versionId: string };
  /** … and one with a published version, which the campaign uses. */
  published: { id: string; versionId: string };
  campaignId: string;
  endpointId: string;
  suppressed: string;
};

/** How the world's campaign stands. */
export type CampaignState = 'DRAFT' | 'SENDING' | 'PAUSED' | 'CANCELLED';

const STEPS: Record<CampaignState, string[]> = {
  DRAFT: [],
  SENDING: ['send'],
  PAUSED: ['send', 'pause'],
  CANCELLED: ['cancel'],
};

let made = 0;

/** The API's process has no worker in these tests: a campaign that is SENDING stays so. */
export async function makeWorld(
  app: FastifyInstance,
  db: Database,
  state: CampaignState = 'DRAFT',
): Promise<World> {
  const { tenantId, apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  made += 1;
  const mark = `w${made}`;
  const make = async (method: 'POST' | 'PUT', url: string, body?: unknown) => {
    const reply = await call(method, url, body);
    if (reply.status >= 300) throw new Error(`${method} ${url}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const email = `person-${mark}@example.com`;
  const contact = await make('PUT', '/contacts', {
    email,
    externalId: mark,
    optIn: true,
    locale: 'en',
  });
  const draft = await make('POST', '/templates', content(`Draft ${mark}`));
  const other = await make('POST', '/templates', content(`Published ${mark}`));
  const published = { id: other.id, versionId: other.versions[0].id };
  await make('POST', `/templates/${published.id}/versions/${published.versionId}/publish`);
  const campaign = await make('POST', '/campaigns', {
    name: mark,
    templateVersionId: published.versionId,
  });
  for (const step of STEPS[state]) await make('POST', `/campaigns/${campaign.id}/${step}`);
  const endpoint = await make('POST', '/webhooks/endpoints', {
    url: 'https://hooks.example.com/x',
    events: ['email.sent'],
  });
  const suppressed = `gone-${mark}@example.com`;
  await make('POST', '/suppressions', { email: suppressed });
  return {
    ...{ tenantId, apiKey, call, published, suppressed },
    draft: { id: draft.id, versionId: draft.versions[0].id },
    contactId: contact.id,
    campaignId: campaign.id,
    endpointId: endpoint.id,
  };
}

function content(name: string) {
  const htmlBody = '<p>Hello</p><a href="{{unsubscribeUrl}}">Unsubscribe</a>';
  return { name, subject: 'Hello', htmlBody };
}
