import type { Database, Tx } from '../../db/database.ts';
import { inTenant } from '../../db/transaction.ts';
import { FINDING_CODES, FINDINGS, type FindingCode } from '../../lib/finding.ts';
import { countAudience } from '../../messages/freeze.ts';
import type { DomainRecords } from '../../projects/domain-records.ts';
import { holdProject } from '../../projects/service.ts';
import { holdPublishedVersion } from '../../templates/service.ts';
import { inTurn } from '../../templates/turns.ts';
import { findTenant } from '../../tenants/service.ts';
import type { Sender } from '../message-program.ts';
import { type CampaignRow, findCampaign } from '../service.ts';
import { checkAll } from './check-all.ts';
import { checkSender, lookUpSender, recallSender, SENDER_CODES } from './check-sender.ts';
import { audienceOf, type Facts, gatherFacts } from './facts.ts';
import { type Found, type Preflight, refusal, toFindings } from './finding.ts';
import { composingSender, type SenderOfInstance, viewSender } from './sender-view.ts';
import { type Asker, loadSubject } from './subject.ts';

export type PreflightDeps = SenderOfInstance & { suppressionKey: Buffer; domains: DomainRecords };

/**
 * Everything that is to be said about a campaign before it is sent, as it and its audience are now. Changes
 * nothing. Reads the whole audience (a second or two for a million people) and asks DNS (at most 2 s). The
 * pre-flights of a tenant are made one after another (P19). 404 when it isn't the tenant's, 429 when 20 wait.
 */
export async function preflightCampaign(
  db: Database,
  deps: PreflightDeps,
  asker: Asker,
  id: string,
): Promise<Preflight> {
  const all = new Set(FINDING_CODES);
  const { tenantId } = asker;
  const facts = await inTurn(tenantId, () =>
    inTenant(db, tenantId, async (tx) => {
      const campaign = await findCampaign(tx, tenantId, id);
      const subject = await loadSubject(tx, asker, campaign);
      return gatherFacts(tx, subject, all, deps.suppressionKey);
    }),
  );
  const view = viewSender(deps, facts.tenant, facts.project, asker.mode);
  const [found, reports] = await Promise.all([
    inTurn(tenantId, () => checkAll(facts, all, deps.sender)),
    lookUpSender(view, deps.domains),
  ]);
  const findings = [...found, ...checkSender(view, reports)];
  return documentOf(findings, audienceOf(facts.people ?? []), facts, deps.sender);
}

/**
 * Asks DNS about the sender where the tenant made that blocking, so that `requireReady` finds the answer
 * remembered: no transaction may wait for the network. 404 where it would ask for a campaign that isn't there.
 */
export async function prepareReady(
  db: Database,
  deps: PreflightDeps,
  { tenantId, mode }: Asker,
  id: string,
): Promise<void> {
  const view = await inTenant(db, tenantId, async (tx) => {
    const tenant = await findTenant(tx, tenantId);
    if (!SENDER_CODES.some((code) => tenant.preflightBlocking.includes(code))) return null;
    const { projectId } = await findCampaign(tx, tenantId, id);
    return viewSender(deps, tenant, await holdProject(tx, tenantId, projectId), mode);
  });
  if (view) await lookUpSender(view, deps.domains);
}

/**
 * Throws 422 with every finding that blocks, and with the pre-flight's document as `preflight` (P46); its
 * version and project stay as they are until the transaction ends. Only what blocks is looked at: what a
 * tenant left a warning costs a send nothing. `takesEmpty`: an audience without anybody is no reason.
 */
export async function requireReady(
  tx: Tx,
  deps: PreflightDeps,
  asker: Asker,
  campaign: CampaignRow,
  { takesEmpty }: { takesEmpty: boolean },
): Promise<void> {
  const subject = await loadSubject(tx, asker, campaign, holdPublishedVersion);
  const wanted = blockingCodes(subject.tenant.preflightBlocking, takesEmpty);
  const facts = await gatherFacts(tx, subject, wanted, deps.suppressionKey);
  const view = viewSender(deps, facts.tenant, facts.project, asker.mode);
  const aboutSender = checkSender(view, recallSender(view, deps.domains));
  const found = [
    ...(await checkAll(facts, wanted, deps.sender)),
    ...aboutSender.filter(({ code }) => wanted.has(code)),
  ];
  if (found.length === 0) return;
  const audience = await countPeople(tx, facts, deps.suppressionKey);
  const preflight = documentOf(found, audience, facts, deps.sender);
  throw refusal(preflight.findings, { preflight });
}

/** What would refuse a send. The quota has an answer of its own (contract: Limits). */
function blockingCodes(chosen: readonly string[], takesEmpty: boolean): Set<FindingCode> {
  const codes = FINDING_CODES.filter(
    (code) => FINDINGS[code] === 'always' || (FINDINGS[code] === 'choice' && chosen.includes(code)),
  );
  const wanted = new Set(codes);
  wanted.delete('quota_exceeded');
  if (takesEmpty) wanted.delete('audience_empty');
  return wanted;
}

async function countPeople(tx: Tx, facts: Facts, suppressionKey: Buffer): Promise<number> {
  const { tenantId, audience, people } = facts;
  if (people) return audienceOf(people);
  return audience ? countAudience(tx, tenantId, audience, suppressionKey) : 0;
}

function documentOf(
  found: readonly Found[],
  audience: number,
  { tenant, project }: Facts,
  instance: Sender,
): Preflight {
  const findings = toFindings(found, tenant.preflightBlocking);
  const ready = findings.every(({ severity }) => severity === 'warning');
  const { from, replyTo } = composingSender(instance, tenant, project);
  const sender = {
    ...{ email: from.address, name: from.name || null, replyTo: replyTo?.address ?? null },
  };
  return { ready, audience, findings, sender, checkedAt: new Date() };
}
