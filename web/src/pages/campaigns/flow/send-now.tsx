import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../../api.ts';
import { refresh } from '../../../queries.ts';
import { count } from '../../../ui/times.tsx';
import type { Preflight } from './campaign.ts';
import { Refusal } from './refusal.tsx';
import type { Draft } from './use-draft.ts';

/** Names the number of people twice before it is too late. */
export function SendNow({
  draft,
  preflight,
  isCounting,
}: {
  draft: Draft;
  preflight: Preflight;
  isCounting: boolean;
}) {
  const { id, name, status } = draft.campaign;
  const [isOpen, { open, close }] = useDisclosure();
  const navigate = useNavigate();
  const send = useMutation({
    mutationFn: () => call('sendCampaign', { path: { id } }),
    onSuccess: async () => {
      await navigate({ to: '/campaigns/$id', params: { id } });
      await refresh('getCampaign', 'listCampaigns');
    },
  });
  const people = `${count(preflight.audience)} ${preflight.audience === 1 ? 'person' : 'people'}`;
  const ask = () => {
    send.reset();
    open();
  };
  return (
    <>
      <Group>
        <Button onClick={ask} disabled={!preflight.ready || isCounting}>
          Send to {people}…
        </Button>
      </Group>
      <Modal opened={isOpen} onClose={close} title={`Send to ${people}?`}>
        <Stack>
          <Text size="sm">
            <strong>
              <bdi>{name}</bdi>
            </strong>{' '}
            goes out at once{status === 'SCHEDULED' && ', instead of at its time'}. You can pause or
            cancel it while it is being sent, but what has gone out can’t be called back.
          </Text>
          <Refusal id={id} error={send.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Not yet
            </Button>
            <Button loading={send.isPending} onClick={() => send.mutate()}>
              Send to {people}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
