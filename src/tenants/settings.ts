import type { Tx } from '../db/database.ts';
import { domainOf, normaliseAddress } from '../lib/address.ts';
import { invalidField, PressrunError } from '../lib/errors.ts';
import { findQuota } from './quota.ts';
import { findTenant, holdTenant } from './service.ts';
import { type TenantRow, type TenantSettings, updateTenant } from './store.ts';

/** A tenant as its members see it; what it weighs is the operator's business. */
type Hidden =
  | 'weight'
  | 'senderEmail'
  | 'senderName'
  | 'trackOpens'
  | 'trackClicks'
  | 'preflightBlocking';
export type Tenant = Omit<TenantRow, Hidden> & {
  defaultSender: { email: string; name: string | null } | null;
  /** Which findings of a pre-flight refuse a send, beside those that always do (P46). */
  preflight: { blocking: string[] };
  usedThisMonth: number;
  tracking: { opens: boolean; clicks: boolean };
};

export type TenantChange = {
  name?: string;
  defaultLocale?: string | null;
  defaultSender?: { email: string; name?: string | null } | null;
  postalAddress?: string | null;
  tracking?: { opens?: boolean; clicks?: boolean };
  preflight?: { blocking: string[] };
};

/** Whether the tenant may send from addresses of this domain. */
export type MaySendFrom = (tx: Tx, tenantId: string, domain: string) => Promise<boolean>;

/** 404 when it isn't there. */
export async function showTenant(tx: Tx, tenantId: string): Promise<Tenant> {
  const { weight: _, ...row } = await findTenant(tx, tenantId);
  const { senderEmail, senderName, trackOpens, trackClicks, preflightBlocking, ...tenant } = row;
  const { used } = await findQuota(tx, tenantId);
  const defaultSender = senderEmail === null ? null : { email: senderEmail, name: senderName };
  const tracking = { opens: trackOpens, clicks: trackClicks };
  const preflight = { blocking: preflightBlocking };
  return { ...tenant, defaultSender, tracking, preflight, usedThisMonth: used };
}

/**
 * Changes only what is sent; null clears. Campaigns that start later use it, and tracking holds for what is
 * composed from now on. 400 for a sender that is no
 * address, 422 for one of a domain that isn't the tenant's to send from.
 */
export async function changeTenant(
  tx: Tx,
  tenantId: string,
  { defaultSender, tracking, preflight, ...change }: TenantChange,
  maySendFrom: MaySendFrom,
): Promise<Tenant> {
  const sender = defaultSender && (await readSender(tx, tenantId, defaultSender, maySendFrom));
  const cleared = defaultSender === null ? { senderEmail: null, senderName: null } : {};
  const settings: TenantSettings = await holdTenant(tx, tenantId);
  const tracked = {
    trackOpens: tracking?.opens ?? settings.trackOpens,
    trackClicks: tracking?.clicks ?? settings.trackClicks,
  };
  const chosen = preflight && { preflightBlocking: preflight.blocking };
  const parts = { ...cleared, ...sender, ...tracked, ...chosen };
  await updateTenant(tx, tenantId, { ...settings, ...change, ...parts });
  return showTenant(tx, tenantId);
}

async function readSender(
  tx: Tx,
  tenantId: string,
  { email, name = null }: { email: string; name?: string | null },
  maySendFrom: MaySendFrom,
): Promise<{ senderEmail: string; senderName: string | null }> {
  const senderEmail = normaliseAddress(email);
  if (!senderEmail) throw invalidField('defaultSender.email', 'is not an e-mail address');
  // RFC 5322 section 2.2: a header has no control characters in it.
  if (name && /\p{Cc}/u.test(name)) {
    throw invalidField('defaultSender.name', 'must not hold control characters');
  }
  const domain = domainOf(senderEmail);
  if (!(await maySendFrom(tx, tenantId, domain))) {
    const message = `Mail can not come from ${domain} here; use an address of the instance's sender domain`;
    throw new PressrunError('unprocessable', message, [{ path: 'defaultSender.email', message }]);
  }
  return { senderEmail, senderName: name };
}
