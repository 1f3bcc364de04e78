import { Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { call, type ReplyOf } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';

/** Only what was never sent can go. */
export function DeleteDraft({ campaign: { id, name } }: { campaign: ReplyOf<'getCampaign'> }) {
  const navigate = useNavigate();
  const remove = async () => {
    await call('deleteCampaign', { path: { id } });
    await navigate({ to: '/campaigns' });
    await refresh('listCampaigns');
  };
  return (
    <ConfirmButton
      label="Delete…"
      title="Delete this draft?"
      confirm="Delete the draft"
      keep="Keep it"
      act={remove}
    >
      <Text size="sm">“{name}” was never sent. This can’t be undone.</Text>
    </ConfirmButton>
  );
}
