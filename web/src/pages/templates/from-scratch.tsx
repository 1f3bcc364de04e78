import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call, type ReplyOf } from '../../api.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { HTML_START, MJML_START } from './starters.ts';

type Format = 'HTML' | 'MJML';
const STARTS = { HTML: { htmlBody: HTML_START }, MJML: { mjmlBody: MJML_START } };

/** An empty page, in HTML or in MJML. */
export function FromScratch({ onMade }: { onMade: (made: ReplyOf<'createTemplate'>) => unknown }) {
  const [format, setFormat] = useState<Format>('HTML');
  const [isOpen, { open, close }] = useDisclosure();
  const start = (chosen: Format) => {
    setFormat(chosen);
    open();
  };
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        Or begin with an empty page:
      </Text>
      <Button size="xs" variant="default" onClick={() => start('HTML')}>
        HTML
      </Button>
      <Button size="xs" variant="default" onClick={() => start('MJML')}>
        MJML
      </Button>
      <Modal opened={isOpen} onClose={close} title={`A new ${format} template`}>
        <NameForm format={format} onMade={onMade} />
      </Modal>
    </Group>
  );
}

function NameForm({
  format,
  onMade,
}: {
  format: Format;
  onMade: (made: ReplyOf<'createTemplate'>) => unknown;
}) {
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () =>
      call('createTemplate', { body: { name, subject: name.slice(0, 200), ...STARTS[format] } }),
    onSuccess: onMade,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          description="For you and your colleagues; readers don’t see it"
          placeholder="March news"
          required
          maxLength={200}
          data-autofocus
          value={name}
          error={fieldError(create.error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ErrorNotice error={create.error} shown={['name']} />
        <Button type="submit" loading={create.isPending} style={{ alignSelf: 'flex-end' }}>
          Create
        </Button>
      </Stack>
    </form>
  );
}
