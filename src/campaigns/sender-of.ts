import type { Identity } from '../projects/project.ts';
import type { Sender } from './message-program.ts';

/**
 * Who a campaign of this project is from: what the project says, else what the instance does. A name goes
 * with its own address: the instance's name stands before no project's address.
 */
export function senderOf(instance: Sender, identity: Identity | null): Sender {
  if (!identity) return instance;
  const { fromName, fromEmail, replyTo } = identity;
  const from = {
    name: fromName ?? (fromEmail === null ? instance.from.name : ''),
    address: fromEmail ?? instance.from.address,
  };
  return {
    ...instance,
    from,
    ...(replyTo !== null && { replyTo: { name: '', address: replyTo } }),
  };
}
