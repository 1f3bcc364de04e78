import { Button, Group, Modal, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { type EndpointFields, EndpointForm } from './endpoint-form.tsx';
import { SecretOnce } from './secret-once.tsx';

/** Adds an endpoint, then shows its secret this once. */
export function NewEndpoint({ opened, close }: { opened: boolean; close: () => void }) {
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: (body: EndpointFields) => call('createWebhookEndpoint', { body }),
    onSuccess: () => refresh('listWebhookEndpoints'),
  });
  const { data: made } = create;
  const leave = () => {
    close();
    create.reset();
  };
  return (
    <Modal
      opened={opened}
      onClose={leave}
      size="lg"
      title={made ? 'The signing secret' : 'New endpoint'}
      closeOnEscape={!made}
    >
      {made ? (
        <Stack>
          <SecretOnce secret={made.secret} />
          <Group justify="flex-end">
            <Button
              onClick={async () => {
                leave();
                await navigate({ to: '/webhooks/$id', params: { id: made.id } });
              }}
            >
              I have kept it
            </Button>
          </Group>
        </Stack>
      ) : (
        <EndpointForm
          endpoint={null}
          save={create.mutate}
          saving={create.isPending}
          error={create.error}
          label="Add the endpoint"
          cancel={leave}
        />
      )}
    </Modal>
  );
}
