import { Grid, Select, Stack, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import type { ReplyOf } from '../../api.ts';
import { useMe } from '../../session.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { EditorHead } from './editor-head.tsx';
import { ALL_LOCALES, type Locale, languageName } from './languages.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { PlainText } from './plain-text.tsx';
import { Preview } from './preview.tsx';
import { Source } from './source.tsx';
import { useDraft } from './use-draft.ts';
import { Variables } from './variables.tsx';
import type { TemplateVersion } from './version-badge.tsx';

type Props = { template: ReplyOf<'getTemplate'>; version: TemplateVersion };

export function Editor({ template, version }: Props) {
  const { tenant } = useMe();
  const draft = useDraft(version);
  const isReadOnly = tenant.role === 'viewer' || version.status === 'PUBLISHED';
  const { content, change, error } = draft;
  useHotkeys([['mod+S', () => void draft.flush()]], []);
  const shown = ['subject', 'locale', 'htmlBody', 'mjmlBody', 'textBody'];
  const variables = content.variables.flatMap((_, i) =>
    ['name', 'type', 'fallback'].map((field) => `variables.${i}.${field}`),
  );
  return (
    <>
      <EditorHead template={template} version={version} draft={draft} />
      <LeaveGuard draft={draft} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Stack>
            <ErrorNotice error={error} shown={[...shown, ...variables]} />
            <TextInput
              label="Subject"
              value={content.subject}
              maxLength={998}
              readOnly={isReadOnly}
              error={fieldError(error, 'subject')}
              onChange={(event) => change({ subject: event.currentTarget.value })}
            />
            <Source draft={draft} isReadOnly={isReadOnly} />
            <Variables draft={draft} version={version} isReadOnly={isReadOnly} />
            <PlainText draft={draft} isReadOnly={isReadOnly} />
            <Select
              label="Language"
              description="Who gets this version, where it is one of several languages"
              data={[
                { value: '', label: languageName(null) },
                ...ALL_LOCALES.map((value) => ({ value, label: languageName(value) })),
              ]}
              value={content.locale ?? ''}
              allowDeselect={false}
              readOnly={isReadOnly}
              error={fieldError(error, 'locale')}
              onChange={(value) => change({ locale: (value || null) as Locale | null })}
            />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Preview version={version} isCurrent={draft.isSaved} />
        </Grid.Col>
      </Grid>
    </>
  );
}
