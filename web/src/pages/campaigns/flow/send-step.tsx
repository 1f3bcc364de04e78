import { Radio, Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Blocked } from './blocked.tsx';
import { blockingOf, blockingScheduling } from './blocking.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { SendNow } from './send-now.tsx';
import { SendSummary } from './send-summary.tsx';
import type { Draft } from './use-draft.ts';
import { usePreflight } from './use-preflight.ts';

/** The last step: at once, at a time, or in everybody's own time. */
export function SendStep({ draft }: { draft: Draft }) {
  const { campaign } = draft;
  const [when, setWhen] = useState<When>(() => whenOf(draft));
  const { data: preflight, error, isFetching, refetch } = usePreflight(draft);
  if (draft.error) return null;
  if (!preflight) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={320} />;
  }
  return (
    <Stack maw={720}>
      <SendSummary campaign={campaign} preflight={preflight} />
      <Blocked
        id={campaign.id}
        findings={when === 'now' ? blockingOf(preflight) : blockingScheduling(preflight)}
      />
      <Radio.Group label="When" value={when} onChange={(value) => setWhen(value as When)}>
        <Stack gap="xs" mt="xs">
          <Radio value="now" label="Now" />
          <Radio value="instant" label="At a date and time, the same moment for everybody" />
          <Radio
            value="recipient"
            label="At a date and time in each reader’s own time zone"
            description="Readers whose time zone isn’t known get it by the one you choose"
          />
        </Stack>
      </Radio.Group>
      {when === 'now' ? (
        <SendNow draft={draft} preflight={preflight} isCounting={isFetching} />
      ) : (
        <ScheduleForm key={when} draft={draft} preflight={preflight} deliverAt={when} />
      )}
    </Stack>
  );
}

type When = 'now' | Draft['campaign']['deliverAt'];

function whenOf({ campaign: { status, deliverAt } }: Draft): When {
  return status === 'SCHEDULED' ? deliverAt : 'now';
}
