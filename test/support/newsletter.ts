import { expect } from 'vitest';
import { eventually } from './app.ts';
import type { Call } from './server.ts';

export type Person = { email: string } & Record<string, unknown>;
export type Stats = Record<
  | 'audience'
  | 'queued'
  | 'sending'
  | 'deferred'
  | 'sent'
  | 'failed'
  | 'skipped'
  | 'cancelled'
  | 'unknown',
  number
>;

const HTML =
  '<html><body><h1>Hi {{firstName}}</h1><p>The news.</p><p><a href="{{unsubscribeUrl}}">Unsubscribe</a></p></body></html>';

/** People `name0@example.com` … as an import has them; `over` says what is different about one. */
export function people(
  count: number,
  over: (i: number) => Record<string, unknown> = () => ({}),
  name = 'person',
): Person[] {
  return Array.from({ length: count }, (_, i) => ({
    email: `${name}${i}@example.com`,
    externalId: `${name}-${i}`,
    optIn: true,
    attributes: { firstName: `Name ${i}` },
    ...over(i),
  }));
}

/** Imports through the API, a thousand at a time; every row has to be taken. */
export async function importPeople(call: Call, list: Person[]): Promise<void> {
  for (let at = 0; at < list.length; at += 1_000) {
    const contacts = list.slice(at, at + 1_000);
    const { status, body } = await call('POST', '/contacts/bulk', { contacts });
    if (status !== 200 || body.failed > 0) throw new Error(JSON.stringify(body));
  }
}

/** A published template version with an unsubscribe link; answers its id. */
export async function publishNews(call: Call, content: Record<string, unknown> = {}) {
  const news = { name: 'News', subject: 'Hello {{firstName}}', htmlBody: HTML, ...content };
  const made = await call('POST', '/templates', news);
  expect(made.status).toBe(201);
  const versionId: string = made.body.versions[0].id;
  const path = `/templates/${made.body.id}/versions/${versionId}/publish`;
  expect((await call('POST', path)).body).toMatchObject({ status: 'PUBLISHED' });
  return versionId;
}

/** A draft; answers its id. */
export async function draft(call: Call, templateVersionId: string, over = {}): Promise<string> {
  const made = await call('POST', '/campaigns', { name: 'May', templateVersionId, ...over });
  expect(made.status).toBe(201);
  return made.body.id;
}

/** A draft that was sent at once; answers its id. */
export async function send(call: Call, templateVersionId: string, over = {}): Promise<string> {
  const id = await draft(call, templateVersionId, over);
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(202);
  return id;
}

/** The accounting identity (P4), and that nothing waits in a campaign that has ended. */
export function expectIdentity({ status, stats }: { status: string; stats: Stats }): void {
  const { audience, ...parts } = stats;
  expect(
    Object.values(parts).reduce((sum, n) => sum + n, 0),
    JSON.stringify(stats),
  ).toBe(audience);
  if (status === 'SENT') expect(parts.queued + parts.sending + parts.deferred).toBe(0);
}

/** Watches a campaign until it has this status, with its identity at every look. */
export async function untilStatus(call: Call, id: string, status: string, ms = 60_000) {
  return untilCampaign(call, id, (campaign) => campaign.status === status, ms);
}

/** Watches a campaign until this holds, with its identity at every look. */
export async function untilCampaign(
  call: Call,
  id: string,
  holds: (campaign: { status: string; stats: Stats; reason: string | null }) => boolean,
  ms = 60_000,
) {
  const { body } = await eventually(
    async () => {
      const reply = await call('GET', `/campaigns/${id}`);
      expect(reply.status).toBe(200);
      expectIdentity(reply.body);
      return reply;
    },
    (reply) => holds(reply.body),
    ms,
  );
  return body;
}
