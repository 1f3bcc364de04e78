import type { Sender } from '../campaigns/message-program.ts';
import { senderOf } from '../campaigns/sender-of.ts';
import { senderOfTenant } from '../campaigns/sender-of-tenant.ts';
import type { Tx } from '../db/database.ts';
import { domainOf } from '../lib/address.ts';
import { invalidField, PressrunError } from '../lib/errors.ts';
import { holdProject } from '../projects/service.ts';
import type { Mailbox } from '../smtp/mailbox.ts';
import type { TenantRow } from '../tenants/service.ts';
import type { Draft } from './email.ts';

/** Who an email is from, as it is sent. */
export type EmailSender = { from: Mailbox & { name: string }; replyTo: string | null };

/**
 * Who an email of this draft is from: what the request says, else its project (else the tenant's default
 * one), else the tenant, else the instance. Until a tenant can prove domains of its own, an address that
 * the request gives has to be of the domain that would stand there without it (docs/decisions/0015):
 * anything else would be mail in a stranger's name. 400 for a project that isn't there, 422 for a domain.
 */
export async function senderFor(
  tx: Tx,
  tenant: TenantRow,
  instance: Sender,
  { from, replyTo, projectId }: Pick<Draft, 'from' | 'replyTo' | 'projectId'>,
): Promise<EmailSender> {
  const project = await holdProject(tx, tenant.id, projectId);
  if (project === undefined) throw invalidField('projectId', 'names no project of this tenant');
  const standing = senderOf(senderOfTenant(instance, tenant), project);
  return {
    from: chosen(from, standing.from),
    replyTo: replyTo ?? standing.replyTo?.address ?? null,
  };
}

function chosen({ address, name }: Draft['from'], standing: Sender['from']): EmailSender['from'] {
  if (address === null) return { address: standing.address, name: name ?? standing.name };
  const domain = domainOf(standing.address);
  if (domainOf(address) === domain) return { address, name: name ?? '' };
  const message = `must be an address of ${domain}, the domain that this mail is sent from`;
  throw new PressrunError('unprocessable', `fromEmail ${message}`, [
    { path: 'fromEmail', message },
  ]);
}
