import type { Tx } from '../db/database.ts';
import { showEndpoint } from './service.ts';

/** What the audit log keeps of an endpoint: not its URL, which may have a credential in it. */
const FIELDS = ['events', 'enabled', 'longRetries', 'status'];

/** The config of a route that changes endpoints. */
export function changing(verb: string) {
  const audit = { action: `webhook_endpoint.${verb}`, fields: FIELDS };
  if (verb === 'create') return { scope: 'webhooks:manage', audit } as const;
  return { scope: 'webhooks:manage', audit: { ...audit, before } } as const;
}

/** The config of a route that makes a delivery by hand. */
export function delivering(verb: string) {
  const audit = { action: `webhook_delivery.${verb}`, fields: ['event', 'status', 'statusCode'] };
  return { scope: 'webhooks:manage', audit } as const;
}

function before(tx: Tx, tenantId: string, { id }: Record<string, string>) {
  return showEndpoint(tx, tenantId, id!);
}
