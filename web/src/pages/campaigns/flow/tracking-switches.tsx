import { Stack, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../../queries.ts';
import { useMe } from '../../../session.ts';
import type { Draft } from './use-draft.ts';

/** A campaign may switch off what its tenant tracks; not there where nothing is tracked. */
export function TrackingSwitches({ draft: { campaign, change } }: { draft: Draft }) {
  const { tenant } = useMe();
  const { data } = useQuery(reading('getTenant', { path: { id: tenant.id } }));
  if (!data?.tracking.opens && !data?.tracking.clicks) return null;
  return (
    <Stack gap="xs">
      {data.tracking.opens && (
        <Switch
          label="Count who opens it"
          checked={campaign.trackOpens}
          onChange={(event) => change({ trackOpens: event.currentTarget.checked })}
        />
      )}
      {data.tracking.clicks && (
        <Switch
          label="Count who clicks a link"
          checked={campaign.trackClicks}
          onChange={(event) => change({ trackClicks: event.currentTarget.checked })}
        />
      )}
    </Stack>
  );
}
