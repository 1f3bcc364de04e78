import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { call, type ReplyOf } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import type { Draft } from './use-draft.ts';
import { useDuplicate } from './use-duplicate.ts';
import { type TemplateVersion, VersionBadge } from './version-badge.tsx';

type Props = { template: ReplyOf<'getTemplate'>; version: TemplateVersion; draft: Draft };

export function EditorHead({ template, version, draft }: Props) {
  const { tenant } = useMe();
  const { id, status, number } = version;
  const path = { id: template.id, versionId: id };
  const isDraft = status === 'DRAFT';
  const publish = useMutation({
    mutationFn: async () => {
      // What can't be saved is told where it stands.
      if (!(await draft.flush())) return;
      await call('publishTemplateVersion', { path });
      await refresh('getTemplate', 'getTemplateVersion', 'listTemplates');
      notifications.show({ message: 'Published: campaigns can be sent with it.' });
    },
  });
  return (
    <>
      <PageHead
        title={template.name}
        about={
          <Group component="span" gap="xs">
            <TextLink to="/templates/$id" params={{ id: template.id }}>
              All versions
            </TextLink>
            <span>Version {number}</span>
            <VersionBadge isPublished={!isDraft} />
          </Group>
        }
      >
        {tenant.role !== 'viewer' && isDraft && (
          <>
            <SaveState draft={draft} />
            <Button loading={publish.isPending} onClick={() => publish.mutate()}>
              Publish
            </Button>
          </>
        )}
        {tenant.role !== 'viewer' && !isDraft && <OfPublished version={version} />}
      </PageHead>
      {publish.error && (
        <Group mb="md" grow>
          <ErrorNotice error={publish.error} />
        </Group>
      )}
    </>
  );
}

/** A line that doesn't jump: its widest words keep the room. */
function SaveState({ draft: { isSaved, isSaving, error, flush } }: { draft: Draft }) {
  if (error && !isSaved && !isSaving) {
    return (
      <Button variant="subtle" color="red" onClick={() => void flush()}>
        Not saved. Try again
      </Button>
    );
  }
  return (
    <Text size="sm" c="dimmed" role="status" miw={60} ta="right">
      {isSaved ? 'Saved' : 'Saving…'}
    </Text>
  );
}

function OfPublished({ version }: { version: TemplateVersion }) {
  const duplicate = useDuplicate();
  const unpublish = async () => {
    const path = { id: version.templateId, versionId: version.id };
    await call('unpublishTemplateVersion', { path });
    await refresh('getTemplate', 'getTemplateVersion', 'listTemplates');
  };
  return (
    <>
      <ConfirmButton
        label="Unpublish…"
        c=""
        title="Unpublish this version?"
        confirm="Unpublish it"
        act={unpublish}
      >
        <Text size="sm">
          Campaigns can’t be sent with it until it is published again. It becomes a draft, which can
          be changed.
        </Text>
      </ConfirmButton>
      <Button loading={duplicate.isPending} onClick={() => duplicate.mutate({ version })}>
        Edit as a new draft
      </Button>
    </>
  );
}
