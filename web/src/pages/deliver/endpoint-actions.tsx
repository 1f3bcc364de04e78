import { Button, Menu, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { type EndpointFields, EndpointForm } from './endpoint-form.tsx';
import type { Endpoint, EventType } from './event-types.ts';
import { RotateSecret } from './rotate-secret.tsx';

/** What can be done with an endpoint. */
export function EndpointActions({ endpoint }: { endpoint: Endpoint }) {
  const { id, enabled } = endpoint;
  const toggle = useMutation({
    mutationFn: () => call('toggleWebhookEndpoint', { path: { id }, body: { enabled: !enabled } }),
    onSuccess: () => refresh('getWebhookEndpoint', 'listWebhookEndpoints'),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  return (
    <>
      <SendTest endpoint={endpoint} />
      <EditEndpoint endpoint={endpoint} />
      <Button variant="default" loading={toggle.isPending} onClick={() => toggle.mutate()}>
        {enabled ? 'Turn off' : 'Turn on'}
      </Button>
      <RotateSecret id={id} />
      <DeleteEndpoint id={id} />
    </>
  );
}

function SendTest({ endpoint: { id, events } }: { endpoint: Endpoint }) {
  const test = useMutation({
    mutationFn: (event: EventType) =>
      call('testWebhookEndpoint', { path: { id }, body: { event } }),
    onSuccess: ({ status, statusCode, error }) =>
      notifications.show(
        status === 'DELIVERED'
          ? { color: 'green', message: `Delivered: it answered ${statusCode}.` }
          : { color: 'red', message: error ?? 'It was not delivered.' },
      ),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
    onSettled: () => refresh('listWebhookDeliveries', 'getWebhookEndpoint'),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button loading={test.isPending}>Send a test</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>An event that never happened</Menu.Label>
        {events.map((event) => (
          <Menu.Item key={event} onClick={() => test.mutate(event)}>
            {event}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function EditEndpoint({ endpoint }: { endpoint: Endpoint }) {
  const { id } = endpoint;
  const [isOpen, { open, close }] = useDisclosure();
  const save = useMutation({
    mutationFn: (body: EndpointFields) => call('updateWebhookEndpoint', { path: { id }, body }),
    onSuccess: async () => {
      await refresh('getWebhookEndpoint', 'listWebhookEndpoints');
      close();
    },
  });
  return (
    <>
      <Button variant="default" onClick={open}>
        Edit
      </Button>
      <Modal opened={isOpen} onClose={close} size="lg" title="Edit the endpoint">
        <EndpointForm
          endpoint={endpoint}
          save={save.mutate}
          saving={save.isPending}
          error={save.error}
          label="Save"
          cancel={close}
        />
      </Modal>
    </>
  );
}

function DeleteEndpoint({ id }: { id: string }) {
  const navigate = useNavigate();
  const remove = async () => {
    await call('deleteWebhookEndpoint', { path: { id } });
    await navigate({ to: '/webhooks' });
    await refresh('listWebhookEndpoints');
  };
  return (
    <ConfirmButton
      label="Delete…"
      title="Delete this endpoint?"
      confirm="Delete the endpoint"
      act={remove}
    >
      <Text size="sm">
        The record of its deliveries goes too, and what still waits is not delivered. To stop for a
        while, turn it off instead. This can’t be undone.
      </Text>
    </ConfirmButton>
  );
}
