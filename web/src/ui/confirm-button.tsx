import { Button, type ButtonProps, Group, Modal, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNotice } from './error-notice.tsx';

/**
 * A button for what can't be undone: says in `children` what will happen, and does it once that is
 * confirmed. A refusal is shown there, and the question stays.
 */
export function ConfirmButton({
  label,
  title,
  confirm,
  keep = 'Go back',
  act,
  children,
  ...button
}: ButtonProps & {
  label: string;
  /** Where several buttons of a page have one label: also of what. */
  'aria-label'?: string | undefined;
  title: string;
  confirm: string;
  keep?: string;
  act: () => Promise<unknown>;
  children: ReactNode;
}) {
  const [isOpen, { open, close }] = useDisclosure();
  const acting = useMutation({ mutationFn: act, onSuccess: close });
  const ask = () => {
    acting.reset();
    open();
  };
  return (
    <>
      <Button variant="default" c="red" {...button} onClick={ask}>
        {label}
      </Button>
      <Modal opened={isOpen} onClose={close} title={title}>
        <Stack>
          <div>{children}</div>
          <ErrorNotice error={acting.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {keep}
            </Button>
            <Button color="red" loading={acting.isPending} onClick={() => acting.mutate()}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
