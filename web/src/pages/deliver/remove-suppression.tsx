import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { isOwnWish, type Reason } from './suppression-search.ts';

/** Lets an address get mail again, once it is said what that means. */
export function RemoveSuppression({ email, reason }: { email: string; reason: Reason }) {
  const remove = async () => {
    const { message } = await call('deleteSuppression', { path: { email } });
    await refresh('listSuppressions');
    notifications.show({ message, autoClose: 10_000 });
  };
  return (
    <ConfirmButton
      label="Remove…"
      title="Let this address get mail again?"
      confirm="Remove it"
      act={remove}
      size="compact-sm"
      variant="subtle"
      aria-label={`Remove ${email}…`}
    >
      <Text size="sm" fw={500} mb="xs" className="breakable">
        {email}
      </Text>
      <Text size="sm">{whatFollows(reason)}</Text>
    </ConfirmButton>
  );
}

const GOES_ON = 'Campaigns and e-mails reach it again, if its contact agreed to get them.';

function whatFollows(reason: Reason): string {
  if (isOwnWish(reason)) {
    return 'This person took themselves off. E-mails that are no campaign, such as receipts, reach them again; campaigns don’t: only a new consent of their own brings them back, and this is none.';
  }
  if (reason === 'bounce') {
    return `A server said that this address does not exist. ${GOES_ON} If it still does not exist, it comes back here.`;
  }
  return GOES_ON;
}
