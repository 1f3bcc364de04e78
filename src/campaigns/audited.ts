import type { Tx } from '../db/database.ts';
import { getCampaign } from './service.ts';

/** What the audit log keeps of a campaign: not its subject and filter, which may speak of people. */
const FIELDS = ['name', 'status', 'templateVersionId', 'projectId', 'rateLimit', 'timezone'];
const SWITCHES = ['unsubscribeLang', 'trackOpens', 'trackClicks'];
const MOVES = ['scheduledAt', 'deliverAt', 'ifPassed', 'changed', 'action'];

/** The config of a route that changes campaigns. */
export function changing(verb: string) {
  const isNew = verb === 'create' || verb === 'duplicate';
  const audit = {
    action: `campaign.${verb}`,
    fields: [...FIELDS, ...SWITCHES, ...MOVES],
    ...(isNew ? {} : { before }),
  };
  return { config: { scope: 'campaigns:write', audit } } as const;
}

function before(tx: Tx, tenantId: string, { id }: Record<string, string>) {
  return getCampaign(tx, tenantId, id!);
}
