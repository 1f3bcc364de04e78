import type { TenantRow } from '../tenants/service.ts';
import type { Sender } from './message-program.ts';

/** Who a tenant's mail is from where nothing nearer says so: its own default, else the instance's. */
export function senderOfTenant(
  instance: Sender,
  { senderEmail, senderName }: Pick<TenantRow, 'senderEmail' | 'senderName'>,
): Sender {
  if (senderEmail === null) return instance;
  return { ...instance, from: { name: senderName ?? '', address: senderEmail } };
}
