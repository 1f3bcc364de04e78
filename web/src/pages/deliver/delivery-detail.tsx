import './deliver.css';
import { Button, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { When } from '../../ui/times.tsx';
import { DeliveryBadge } from './delivery-badge.tsx';
import type { Delivery } from './event-types.ts';

/** One delivery: what was sent, what came back, and once more if need be. */
export function DeliveryDetail({
  delivery,
  close,
}: {
  delivery: Delivery | null;
  close: () => void;
}) {
  return (
    <Drawer
      opened={delivery !== null}
      onClose={close}
      position="right"
      size="lg"
      title={delivery?.event ?? 'Delivery'}
    >
      {delivery && <Detail key={delivery.id} delivery={delivery} />}
    </Drawer>
  );
}

function Detail({ delivery }: { delivery: Delivery }) {
  const { payload, statusCode, responseBody, error, attempt, nextAttemptAt, createdAt } = delivery;
  return (
    <Stack>
      <Group justify="space-between">
        <DeliveryBadge delivery={delivery} />
        <Replay delivery={delivery} />
      </Group>
      <Text size="sm">
        {attempt === 1 ? 'One try' : `${attempt} tries`}, made <When at={createdAt} />
        {nextAttemptAt && (
          <>
            ; the next one <When at={nextAttemptAt} />
          </>
        )}
        .
      </Text>
      <section>
        <Title order={3} size="h4" mb={4}>
          What it answered
        </Title>
        <Text size="sm" mb={4}>
          {error ?? (statusCode === null ? 'Nothing yet.' : `${statusCode}`)}
        </Text>
        {responseBody && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached (WCAG 2.1.1)
          <pre className="as-written" tabIndex={0}>
            {responseBody}
          </pre>
        )}
      </section>
      <section>
        <Title order={3} size="h4" mb={4}>
          What was sent
        </Title>
        {payload ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached (WCAG 2.1.1)
          <pre className="as-written" tabIndex={0}>
            {JSON.stringify(payload, null, 2)}
          </pre>
        ) : (
          <Text size="sm">The event is not kept any more.</Text>
        )}
      </section>
    </Stack>
  );
}

function Replay({ delivery: { id, status, payload } }: { delivery: Delivery }) {
  const replay = useMutation({
    mutationFn: () => call('replayWebhookDelivery', { path: { id } }),
    onSuccess: async () => {
      notifications.show({ message: 'It is on its way.' });
      await refresh('listWebhookDeliveries', 'getWebhookEndpoint');
    },
  });
  if (!payload) return null;
  return (
    <Stack gap="xs" align="flex-end">
      <Button variant="default" loading={replay.isPending} onClick={() => replay.mutate()}>
        {status === 'PENDING' ? 'Try it now' : 'Deliver it again'}
      </Button>
      <ErrorNotice error={replay.error} />
    </Stack>
  );
}
