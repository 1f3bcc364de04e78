import { messageIdOf, PROVIDER } from './email.ts';
import type { Standing } from './standing-store.ts';

/** What `POST /emails/send?sync=true` answers once an attempt has ended. */
export type Delivered = {
  id: string;
  status: string;
  queued: boolean;
  messageId: string | null;
  provider: string;
  error?: string;
};

/** A deferred one was tried, and waits for its next attempt: nobody waits that long. */
export function isAnswered({ status }: Standing): boolean {
  return status !== 'QUEUED' && status !== 'SENDING';
}

/** The answer about an email that was tried. */
export function delivered(id: string, { status, reason, fromAddress }: Standing): Delivered {
  return {
    id,
    status,
    queued: status === 'DEFERRED',
    messageId: `<${messageIdOf(id, fromAddress)}>`,
    provider: PROVIDER,
    ...(status === 'SENT' ? {} : { error: reason ?? status }),
  };
}
