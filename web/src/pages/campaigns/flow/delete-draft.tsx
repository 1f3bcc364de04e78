import { Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../../api.ts';
import { refresh } from '../../../queries.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';

export function DeleteDraft({ id }: { id: string }) {
  const navigate = useNavigate();
  const remove = async () => {
    await call('deleteCampaign', { path: { id } });
    await navigate({ to: '/campaigns' });
    await refresh('listCampaigns');
  };
  return (
    <ConfirmButton
      label="Delete draft…"
      size="compact-sm"
      variant="subtle"
      title="Delete this draft?"
      confirm="Delete the draft"
      keep="Keep it"
      act={remove}
    >
      <Text size="sm">Its template, segments and contacts stay. This can’t be undone.</Text>
    </ConfirmButton>
  );
}
