// A client as programs for the hosted product have it: it sends Authorization and Content-Type and
// nothing else, parses every success answer as JSON, reads errors from `detail`, `title`, `message`
// and `type`, and lists from `data` and `meta`.

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
type Json = any;
type Query = Record<string, string | number | boolean>;

/** What such a client throws. */
export class HostedError extends Error {
  readonly status: number;
  readonly type: string | undefined;
  readonly title: string | undefined;
  readonly detail: string | undefined;

  constructor(status: number, { detail, title, message, type }: Record<string, string>) {
    super(detail ?? message ?? title ?? `HTTP ${status}`);
    this.status = status;
    this.type = type;
    this.title = title;
    this.detail = detail;
  }
}

export type HostedClient = ReturnType<typeof hostedClient>;

export function hostedClient(baseUrl: string, apiKey: string) {
  const ask = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const reply = await fetch(baseUrl + path, {
      method,
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // No look at the length: an empty success breaks such a client.
    const answer = JSON.parse(await reply.text());
    if (!reply.ok) throw new HostedError(reply.status, answer);
    return answer;
  };
  const list = async (path: string, query: Query = {}) => {
    const search = new URLSearchParams(
      Object.entries(query).map(([k, v]): [string, string] => [k, String(v)]),
    );
    const { data, meta } = await ask('GET', `${path}?${search}`);
    return { items: data as Json[], total: meta?.total, meta };
  };
  const at = (...steps: string[]) => `/${steps.map(encodeURIComponent).join('/')}`;
  return {
    contacts: {
      upsert: (contact: Json) => ask('PUT', '/contacts', contact),
      bulk: (contacts: Json[]) => ask('POST', '/contacts/bulk', { contacts }),
      list: (query?: Query) => list('/contacts', query),
      get: (id: string) => ask('GET', at('contacts', id)),
      update: (id: string, change: Json) => ask('PATCH', at('contacts', id), change),
      delete: (externalId: string) => ask('DELETE', at('contacts', externalId)),
    },
    templates: {
      create: (template: Json) => ask('POST', '/templates', template),
      list: (query?: Query) => list('/templates', query),
      publish: (id: string, versionId: string) =>
        ask('POST', at('templates', id, 'versions', versionId, 'publish')),
      fromLibrary: (id: string) => ask('POST', at('library', id, 'clone')),
    },
    campaigns: {
      create: (campaign: Json) => ask('POST', '/campaigns', campaign),
      list: (query?: Query) => list('/campaigns', query),
      get: (id: string) => ask('GET', at('campaigns', id)),
      update: (id: string, change: Json) => ask('PATCH', at('campaigns', id), change),
      test: (id: string, emails: string[]) => ask('POST', at('campaigns', id, 'test'), { emails }),
      schedule: (id: string, scheduledAt: string, timezone: string) =>
        ask('POST', at('campaigns', id, 'schedule'), { scheduledAt, timezone }),
      send: (id: string) => ask('POST', at('campaigns', id, 'send')),
      cancel: (id: string) => ask('POST', at('campaigns', id, 'cancel')),
      localeCoverage: (id: string) => ask('GET', at('campaigns', id, 'locale-coverage')),
    },
    suppressions: {
      list: (query?: Query) => list('/suppressions', query),
      create: (email: string, reason: string) => ask('POST', '/suppressions', { email, reason }),
      delete: (email: string) => ask('DELETE', at('suppressions', email)),
    },
    webhooks: {
      create: (endpoint: Json) => ask('POST', '/webhooks/endpoints', endpoint),
      list: () => list('/webhooks/endpoints'),
      toggle: (id: string) => ask('PATCH', at('webhooks', 'endpoints', id, 'toggle')),
      deliveries: (id: string, limit: number) =>
        list(at('webhooks', 'endpoints', id, 'deliveries'), { limit }),
      delete: (id: string) => ask('DELETE', at('webhooks', 'endpoints', id)),
    },
  };
}
