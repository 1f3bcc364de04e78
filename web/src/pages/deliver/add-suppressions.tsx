import { Button, FileInput, Group, Modal, Select, Stack, Tabs, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { csvOfAddresses } from './pasted-addresses.ts';
import { SuppressionReceipt } from './suppression-receipt.tsx';
import { REASON_OPTIONS, REASONS, type Reason } from './suppression-search.ts';

type How = 'type' | 'file';

/** Adds addresses, typed or pasted or from a CSV file, and shows what became of each. */
export function AddSuppressions() {
  const [isOpen, { open, close }] = useDisclosure();
  const add = useMutation({
    mutationFn: async ({ content, reason }: { content: string | File; reason: Reason }) => {
      const body = typeof content === 'string' ? csvOfAddresses(content) : await content.text();
      return call('importSuppressions', { query: { reason }, body });
    },
    onSuccess: () => refresh('listSuppressions'),
  });
  const leave = () => {
    close();
    add.reset();
  };
  return (
    <>
      <Button onClick={open}>Add addresses</Button>
      <Modal
        opened={isOpen}
        onClose={leave}
        size="lg"
        title={add.data ? 'What became of them' : 'Stop mail to these addresses'}
      >
        {add.data ? (
          <Stack>
            <SuppressionReceipt receipt={add.data} />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => add.reset()}>
                Add more
              </Button>
              <Button onClick={leave}>Done</Button>
            </Group>
          </Stack>
        ) : (
          <AddForm
            add={(content, reason) => add.mutate({ content, reason })}
            adding={add.isPending}
            error={add.error}
            cancel={leave}
          />
        )}
      </Modal>
    </>
  );
}

function AddForm({
  add,
  adding,
  error,
  cancel,
}: {
  add: (content: string | File, reason: Reason) => void;
  adding: boolean;
  error: Error | null;
  cancel: () => void;
}) {
  const [how, setHow] = useState<How>('type');
  const [text, setText] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [reason, setReason] = useState<Reason>('manual');
  const content = how === 'type' ? text.trim() : file;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (content) add(content, reason);
      }}
    >
      <Stack>
        <Tabs value={how} onChange={(value) => setHow((value as How) ?? 'type')}>
          <Tabs.List mb="sm">
            <Tabs.Tab value="type">Type or paste</Tabs.Tab>
            <Tabs.Tab value="file">From a CSV file</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="type">
            <Textarea
              label="Addresses"
              description="One, or many: separated by lines, commas or spaces"
              placeholder={'ana@example.com\nben@example.com'}
              autosize
              minRows={4}
              maxRows={12}
              data-autofocus
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </Tabs.Panel>
          <Tabs.Panel value="file">
            <FileInput
              label="CSV file"
              description="At most 5 MB, with a column email and, if you like, reason (unsubscribe, complaint, bounce, manual)"
              placeholder="Choose a file"
              accept=".csv,text/csv,text/plain"
              clearable
              clearButtonProps={{ 'aria-label': 'Take the file away' }}
              value={file}
              onChange={setFile}
            />
          </Tabs.Panel>
        </Tabs>
        <Select
          label="Reason"
          description={
            how === 'file' ? 'For rows without a reason of their own' : REASONS[reason].about
          }
          allowDeselect={false}
          data={REASON_OPTIONS}
          value={reason}
          onChange={(value) => value && setReason(value as Reason)}
        />
        <ErrorNotice error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={cancel}>
            Go back
          </Button>
          <Button type="submit" loading={adding} disabled={!content}>
            Stop mail to them
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
