import { Text } from '@mantine/core';
import { call, type ReplyOf } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';

/** A scheduled campaign that waits for a person's word: its time passed, or the database slept. */
export function SendMissed({ campaign: { id } }: { campaign: ReplyOf<'getCampaign'> }) {
  const send = async () => {
    await call('sendCampaign', { path: { id } });
    await refresh('getCampaign', 'listCampaigns');
  };
  return (
    <ConfirmButton
      label="Send it now…"
      title="Send it now?"
      confirm="Send it now"
      c="var(--mantine-color-text)"
      act={send}
    >
      <Text size="sm">It starts at once, for everyone in its audience as it is now.</Text>
    </ConfirmButton>
  );
}
