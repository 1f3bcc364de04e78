import { Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { call, type InputOf } from '../../../api.ts';
import { refresh } from '../../../queries.ts';
import { fieldError } from '../../../ui/error-notice.tsx';
import { count } from '../../../ui/times.tsx';
import { blockingScheduling } from './blocking.ts';
import type { Preflight } from './campaign.ts';
import { firstWall } from './first-wall.ts';
import { MomentShown } from './moment-shown.tsx';
import { Refusal } from './refusal.tsx';
import type { Draft } from './use-draft.ts';
import { instantOf, inZone, OWN_ZONE } from './wall-time.ts';
import { WavesPlan } from './waves-plan.tsx';
import { ZoneSelect } from './zone-select.tsx';

type Schedule = InputOf<'scheduleCampaign'>['body'];
type IfPassed = NonNullable<Schedule['ifPassed']>;

/** A day, a time and a zone; what that is elsewhere is said before anybody presses anything. */
export function ScheduleForm({
  draft: { campaign },
  preflight,
  deliverAt,
}: {
  draft: Draft;
  preflight: Preflight;
  deliverAt: NonNullable<Schedule['deliverAt']>;
}) {
  const { id, status } = campaign;
  const [zone, setZone] = useState(campaign.timezone ?? OWN_ZONE);
  const [wall, setWall] = useState(() => firstWall(campaign, zone));
  const [ifPassed, setIfPassed] = useState<IfPassed>(campaign.ifPassed ?? 'send');
  const [date = '', time = ''] = wall.split('T');
  const navigate = useNavigate();
  const isOwnTime = deliverAt === 'recipient';
  const schedule = useMutation({
    mutationFn: () =>
      call('scheduleCampaign', {
        path: { id },
        body: { scheduledAt: wall, timezone: zone, deliverAt, ...(isOwnTime && { ifPassed }) },
      }),
    onSuccess: async ({ scheduledAt, timezone }) => {
      const at = inZone(new Date(scheduledAt!), timezone!);
      notifications.show({ message: `Scheduled for ${at} in ${timezone}.` });
      await navigate({ to: '/campaigns/$id', params: { id } });
      await refresh('getCampaign', 'listCampaigns', 'listWaves');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    schedule.mutate();
  };
  const isBlocked = blockingScheduling(preflight).length > 0;
  const people = `${count(preflight.audience)} ${preflight.audience === 1 ? 'person' : 'people'}`;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Group align="flex-start" gap="sm">
          <TextInput
            label="Date"
            type="date"
            value={date}
            error={fieldError(schedule.error, 'scheduledAt')}
            onChange={(event) => setWall(`${event.currentTarget.value}T${time}`)}
          />
          <TextInput
            label="Time"
            type="time"
            value={time}
            onChange={(event) => setWall(`${date}T${event.currentTarget.value}`)}
          />
          <ZoneSelect
            zone={zone}
            error={fieldError(schedule.error, 'timezone')}
            onChoose={setZone}
          />
        </Group>
        {isOwnTime ? (
          <>
            <Radio.Group
              label="Readers whose moment has passed when you schedule it"
              value={ifPassed}
              onChange={(value) => setIfPassed(value as IfPassed)}
            >
              <Group mt={6}>
                <Radio value="send" label="get it at once" />
                <Radio value="skip" label="are skipped" />
              </Group>
            </Radio.Group>
            <WavesPlan id={id} wall={wall} zone={zone} ifPassed={ifPassed} />
          </>
        ) : (
          <MomentShown instant={instantOf(wall, zone)} zone={zone} />
        )}
        <Refusal id={id} error={schedule.error} shown={['scheduledAt', 'timezone']} />
        <Group>
          <Button type="submit" loading={schedule.isPending} disabled={isBlocked}>
            {status === 'SCHEDULED' ? 'Move it to this time' : `Schedule for ${people}`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
