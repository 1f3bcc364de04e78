import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { call, type ReplyOf } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { ButtonLink } from '../../ui/text-link.tsx';
import { useDuplicate } from './use-duplicate.ts';
import type { VersionSummary } from './version-badge.tsx';

type Template = ReplyOf<'getTemplate'>;

export function TemplateActions({ template }: { template: Template }) {
  const { id, versions } = template;
  const [newest, second] = versions;
  const { tenant } = useMe();
  return (
    <>
      {newest && second && (
        <ButtonLink
          variant="default"
          to="/templates/$id/compare"
          params={{ id }}
          search={{ from: second.id, to: newest.id }}
        >
          Compare
        </ButtonLink>
      )}
      {tenant.role !== 'viewer' && (
        <>
          <Rename template={template} />
          <Delete template={template} />
          {newest && <GoOn newest={newest} />}
        </>
      )}
    </>
  );
}

/** What most come for: the draft that is there, or one after what was published. */
function GoOn({ newest }: { newest: VersionSummary }) {
  const duplicate = useDuplicate();
  const { id, templateId, status } = newest;
  if (status === 'DRAFT') {
    return (
      <ButtonLink
        to="/templates/$id/versions/$versionId"
        params={{ id: templateId, versionId: id }}
      >
        Edit the draft
      </ButtonLink>
    );
  }
  return (
    <Button loading={duplicate.isPending} onClick={() => duplicate.mutate({ version: newest })}>
      New draft
    </Button>
  );
}

function Rename({ template }: { template: Template }) {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" onClick={open}>
        Rename
      </Button>
      <Modal opened={isOpen} onClose={close} title="Rename the template">
        <RenameForm template={template} onDone={close} />
      </Modal>
    </>
  );
}

function RenameForm({ template, onDone }: { template: Template; onDone: () => void }) {
  const [name, setName] = useState(template.name);
  const [slug, setSlug] = useState(template.slug);
  const rename = useMutation({
    mutationFn: () => call('updateTemplate', { path: { id: template.id }, body: { name, slug } }),
    onSuccess: async () => {
      await refresh('getTemplate', 'listTemplates');
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          required
          maxLength={200}
          data-autofocus
          value={name}
          error={fieldError(rename.error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Slug"
          description="What programs send by: after a change, those that use the old one get an error"
          required
          maxLength={200}
          value={slug}
          error={fieldError(rename.error, 'slug')}
          onChange={(event) => setSlug(event.currentTarget.value)}
        />
        <ErrorNotice error={rename.error} shown={['name', 'slug']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Go back
          </Button>
          <Button type="submit" loading={rename.isPending}>
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Delete({ template: { id, name, versions } }: { template: Template }) {
  const navigate = useNavigate();
  const remove = async () => {
    await call('deleteTemplate', { path: { id } });
    await navigate({ to: '/templates' });
    await refresh('listTemplates');
  };
  return (
    <ConfirmButton
      label="Delete…"
      title="Delete this template?"
      confirm="Delete the template"
      keep="Keep it"
      act={remove}
    >
      <Text size="sm">
        {name} and {versions.length === 1 ? 'its version' : `its ${versions.length} versions`} will
        be gone. This can’t be undone.
      </Text>
    </ConfirmButton>
  );
}
