import { domainOf } from '../../lib/address.ts';
import type { HeldProject } from '../../projects/service.ts';
import type { TenantRow } from '../../tenants/service.ts';
import type { Sender } from '../message-program.ts';
import { senderOf } from '../sender-of.ts';
import { senderOfTenant } from '../sender-of-tenant.ts';

/** Who a campaign is from, as receivers will judge it. */
export type SenderView = {
  fromDomain: string;
  /** The server that takes the mail; null: it stays in the outbox. */
  relayHost: string | null;
  /** The domain that the relay is known to send for; null: nothing tells. */
  relayDomain: string | null;
};

/** What of the instance decides it. `smtpHost`: that of SMTP_URL, or null. */
export type SenderOfInstance = { sender: Sender; smtpHost: string | null };

/** The sender of a campaign: its project's, else the tenant's, else the instance's. */
export function composingSender(
  instance: Sender,
  tenant: TenantRow,
  project: HeldProject | null | undefined,
): Sender {
  return senderOf(senderOfTenant(instance, tenant), project ?? null);
}

/**
 * The instance's relay sends for the domain of MAIL_FROM; a project's own for the domain of the address
 * that it logs in with, if that is one.
 */
export function viewSender(
  { sender, smtpHost }: SenderOfInstance,
  tenant: TenantRow,
  project: HeldProject | null | undefined,
  mode: 'live' | 'test',
): SenderView {
  const fromDomain = domainOf(composingSender(sender, tenant, project).from.address);
  if (mode === 'test') return { fromDomain, relayHost: null, relayDomain: null };
  if (!project || project.host === null) {
    return { fromDomain, relayHost: smtpHost, relayDomain: domainOf(sender.from.address) };
  }
  const relayDomain = project.user?.includes('@') ? domainOf(project.user).toLowerCase() : null;
  return { fromDomain, relayHost: project.host, relayDomain };
}
