import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReplyOf } from '../../api.ts';
import { MESSAGE_STATES, type MessageState } from '../../ui/campaign-progress.tsx';
import { count } from '../../ui/times.tsx';
import type { CampaignView } from './campaign-view.ts';
import { ExportButton } from './export-button.tsx';

/** Which recipients are shown; it stands in the address. */
export function RecipientFilters({ campaign }: { campaign: ReplyOf<'getCampaign'> }) {
  const { id, stats } = campaign;
  const { state, email } = useSearch({ from: '/shell/campaigns/$id' });
  const navigate = useNavigate();
  const [typed, setTyped] = useState(email ?? '');
  const show = (change: CampaignView) =>
    navigate({
      to: '/campaigns/$id',
      params: { id },
      search: { tab: 'recipients', state, email, ...change },
      replace: true,
      resetScroll: false,
    });
  const search = useDebouncedCallback(
    (text: string) => show({ email: text.trim() || undefined }),
    250,
  );
  return (
    <Group mb="sm" gap="xs">
      <TextInput
        type="search"
        aria-label="Address"
        placeholder="Whole address"
        w={{ base: '100%', xs: 260 }}
        value={typed}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value);
          search(value);
        }}
      />
      <Select
        aria-label="State"
        placeholder="Any state"
        clearable
        w={190}
        data={MESSAGE_STATES.map((one) => ({
          value: one.state,
          label: `${one.label} (${count(stats[one.state])})`,
        }))}
        value={state ?? null}
        onChange={(value) => show({ state: (value as MessageState | null) ?? undefined })}
      />
      <ExportButton id={id} state={state} />
    </Group>
  );
}
