import { Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call, type ReplyOf } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { ScopeChoice } from './scope-choice.tsx';
import { PRESETS, type Scope } from './scopes.ts';

/** Name, mode and scopes of a new key. */
export function ApiKeyForm({
  onMade,
  close,
}: {
  onMade: (made: ReplyOf<'createApiKey'>) => void;
  close: () => void;
}) {
  const { tenant } = useMe();
  const [name, setName] = useState('');
  const [mode, setMode] = useState<ReplyOf<'createApiKey'>['mode']>('live');
  const [scopes, setScopes] = useState<Scope[]>(PRESETS[1]!.scopes);
  const create = useMutation({
    mutationFn: () =>
      call('createApiKey', { path: { id: tenant.id }, body: { name, mode, scopes } }),
    onSuccess: (made) => {
      void refresh('listApiKeys');
      onMade(made);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} onChange={() => create.isError && create.reset()} noValidate>
      <Stack>
        <ErrorNotice error={create.error} shown={['name', 'scopes']} />
        <TextInput
          label="Name"
          description="What will use it, such as “Website” or “CRM sync”"
          data-autofocus
          maxLength={200}
          value={name}
          error={fieldError(create.error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Radio.Group label="Mode" value={mode} onChange={(value) => setMode(value as typeof mode)}>
          <Stack gap="xs" mt={6}>
            <Radio value="live" label="Live" description="Mail goes out to people" />
            <Radio
              value="test"
              label="Test"
              description="Everything runs, but mail goes to the outbox only"
            />
          </Stack>
        </Radio.Group>
        <ScopeChoice
          value={scopes}
          onChange={setScopes}
          error={fieldError(create.error, 'scopes')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Go back
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
