import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ALL_LOCALES, groupOf, type Locale, languageName } from './languages.ts';
import { useDuplicate } from './use-duplicate.ts';
import type { VersionSummary } from './version-badge.tsx';

export type VersionTask = {
  kind: 'add-language' | 'unpublish' | 'delete';
  version: VersionSummary;
};

type Props = { task: VersionTask; versions: VersionSummary[]; onClose: () => void };

export function VersionDialog({ task, versions, onClose }: Props) {
  const { kind, version } = task;
  const title = {
    'add-language': `Add a language to version ${version.number}`,
    unpublish: `Unpublish version ${version.number}?`,
    delete: `Delete version ${version.number}?`,
  }[kind];
  return (
    <Modal opened onClose={onClose} title={title}>
      {kind === 'add-language' ? (
        <AddLanguage version={version} versions={versions} onClose={onClose} />
      ) : (
        <Confirm kind={kind} version={version} onClose={onClose} />
      )}
    </Modal>
  );
}

function AddLanguage({
  version,
  versions,
  onClose,
}: {
  version: VersionSummary;
  versions: VersionSummary[];
  onClose: () => void;
}) {
  const [locale, setLocale] = useState<Locale | null>(null);
  const add = useDuplicate();
  const group = groupOf(version);
  const taken = new Set(versions.filter((one) => groupOf(one) === group).map((one) => one.locale));
  return (
    <Stack>
      <Text size="sm">
        Contacts with this language get the new version instead, wherever a campaign is sent with
        version {version.number}. It begins as a copy.
      </Text>
      <Select
        label="Language"
        data={ALL_LOCALES.filter((one) => !taken.has(one)).map((value) => ({
          value,
          label: languageName(value),
        }))}
        value={locale}
        data-autofocus
        comboboxProps={{ withinPortal: true }}
        onChange={(value) => setLocale(value as Locale | null)}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Go back
        </Button>
        <Button
          disabled={!locale}
          loading={add.isPending}
          onClick={() => add.mutate({ version, over: { locale, localeGroupId: group } })}
        >
          Add the language
        </Button>
      </Group>
    </Stack>
  );
}

const WORDS = {
  unpublish: {
    text: 'Campaigns can’t be sent with it until it is published again. It becomes a draft, which can be changed.',
    confirm: 'Unpublish it',
  },
  delete: { text: 'The draft will be gone. This can’t be undone.', confirm: 'Delete the draft' },
};

function Confirm({
  kind,
  version: { id: versionId, templateId },
  onClose,
}: {
  kind: 'unpublish' | 'delete';
  version: VersionSummary;
  onClose: () => void;
}) {
  const operation = kind === 'delete' ? 'deleteTemplateVersion' : 'unpublishTemplateVersion';
  const act = useMutation({
    mutationFn: async () => {
      await call(operation, { path: { id: templateId, versionId } });
    },
    onSuccess: async () => {
      await refresh('getTemplate', 'getTemplateVersion', 'listTemplates');
      onClose();
    },
  });
  return (
    <Stack>
      <Text size="sm">{WORDS[kind].text}</Text>
      <ErrorNotice error={act.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Go back
        </Button>
        <Button color="red" loading={act.isPending} onClick={() => act.mutate()}>
          {WORDS[kind].confirm}
        </Button>
      </Group>
    </Stack>
  );
}
