import type { NewEvent } from '../events/event.ts';
import { newId } from '../lib/ids.ts';
import { emailLogId } from '../messages/message.ts';
import type { OpenedMessage } from './engagement.ts';

/** `email.opened` or `email.clicked` as webhooks get it (contract: Webhooks). */
export function hitEvent(
  message: OpenedMessage,
  type: 'email.opened' | 'email.clicked',
  occurredAt: Date,
  more: Record<string, unknown>,
): NewEvent & { id: string } {
  const { emailId, address, subject, status, tags, metadata, templateVersionId } = message;
  const { campaignId, contactId } = message;
  const logId = emailId ?? emailLogId(message.id);
  return {
    ...{ id: newId(), type, campaignId, contactId },
    data: {
      ...{ emailLogId: logId, to: address, subject, status, tags, metadata, templateVersionId },
      ...{ occurredAt: occurredAt.toISOString(), campaignId, ...more },
    },
  };
}
