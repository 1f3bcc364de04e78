import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { call } from '../../api.ts';
import { queries, reading, refresh } from '../../queries.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { TemplateChoice } from './flow/template-choice.tsx';
import { newestPublished } from './flow/versions.ts';

/** A name, and a template if one is known already: the rest is asked for step by step. */
export function NewCampaign() {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button onClick={open}>New campaign</Button>
      <Modal opened={isOpen} onClose={close} title="New campaign">
        <NewCampaignForm />
      </Modal>
    </>
  );
}

function NewCampaignForm() {
  const [name, setName] = useState('');
  const [templateId, setTemplateId] = useState<string | null>(null);
  const navigate = useNavigate();
  const template = useQuery({
    ...reading('getTemplate', { path: { id: templateId ?? '' } }),
    enabled: templateId !== null,
  }).data;
  const create = useMutation({
    mutationFn: async () => {
      const versionId = templateId === null ? undefined : await newestOf(templateId);
      return call('createCampaign', {
        body: { name: name.trim(), ...(versionId && { templateVersionId: versionId }) },
      });
    },
    onSuccess: async ({ id }) => {
      await navigate({ to: '/campaigns/$id/edit', params: { id }, search: {} });
      await refresh('listCampaigns');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <ErrorNotice error={create.error} shown={['name']} />
        <TextInput
          label="Name"
          description="For you and your colleagues; you can change it later"
          placeholder="May newsletter"
          data-autofocus
          maxLength={200}
          value={name}
          error={fieldError(create.error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TemplateChoice
          chosen={template ?? null}
          onChoose={setTemplateId}
          clearable
          description="You may choose one later"
        />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
            Create the draft
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

async function newestOf(id: string): Promise<string | undefined> {
  const { versions } = await queries.ensureQueryData(reading('getTemplate', { path: { id } }));
  return newestPublished(versions)?.id;
}
