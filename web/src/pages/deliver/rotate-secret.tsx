import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { When } from '../../ui/times.tsx';
import { SecretOnce } from './secret-once.tsx';

/** Gives an endpoint a new secret; the one before stays good for a day. */
export function RotateSecret({ id }: { id: string }) {
  const [isOpen, { open, close }] = useDisclosure();
  const rotate = useMutation({
    mutationFn: () => call('rotateWebhookSecret', { path: { id }, body: {} }),
    onSuccess: () => refresh('getWebhookEndpoint', 'listWebhookEndpoints'),
  });
  const leave = () => {
    close();
    rotate.reset();
  };
  const { data: rotated } = rotate;
  return (
    <>
      <Button variant="default" onClick={open}>
        New secret…
      </Button>
      <Modal
        opened={isOpen}
        onClose={leave}
        title={rotated ? 'The new secret' : 'Replace the signing secret?'}
        closeOnEscape={!rotated}
      >
        <Stack>
          {rotated ? (
            <>
              <SecretOnce secret={rotated.secret} />
              <Text size="sm">
                The secret before stays valid until <When at={rotated.previousSecretUntil} />: until
                then each request carries the signatures of both.
              </Text>
            </>
          ) : (
            <Text size="sm">
              The one you have stays valid for 24 hours, so that your receiver can change over
              without missing anything. An even older one ends at once.
            </Text>
          )}
          <ErrorNotice error={rotate.error} />
          <Group justify="flex-end">
            {rotated ? (
              <Button onClick={leave}>I have kept it</Button>
            ) : (
              <>
                <Button variant="default" onClick={leave}>
                  Go back
                </Button>
                <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
                  Make a new secret
                </Button>
              </>
            )}
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
