import {
  Group,
  Paper,
  SegmentedControl,
  Skeleton,
  Stack,
  Switch,
  Text,
  Title,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api.ts';
import { tenantId } from '../../session.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { MailFrame } from '../../ui/mail-frame.tsx';
import { ContactPicker } from './contact-picker.tsx';
import { Missing } from './missing.tsx';
import { SampleValues } from './sample-values.tsx';
import type { TemplateVersion } from './version-badge.tsx';

const HEIGHT = 620;
const WIDTHS = { desktop: 680, phone: 375 };
type Window = keyof typeof WIDTHS | 'text';

/** The version as a contact would get it. `isCurrent`: whether what is in the editor is saved. */
export function Preview({ version, isCurrent }: { version: TemplateVersion; isCurrent: boolean }) {
  const [window, setWindow] = useState<Window>('desktop');
  const [isDark, setDark] = useState(false);
  const [contactId, setContactId] = useState<string | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const [data] = useDebouncedValue(values, 400);
  const { data: shown, error } = usePreview(version, contactId, data);
  return (
    <section aria-label="Preview" className="preview-pane">
      <Group justify="space-between" mb="xs">
        <Title order={2}>Preview</Title>
        <Group gap="sm">
          <Switch
            label="Dark"
            checked={isDark}
            disabled={window === 'text'}
            onChange={(event) => setDark(event.currentTarget.checked)}
          />
          <SegmentedControl
            aria-label="Shown as"
            size="xs"
            data={[
              { value: 'desktop', label: 'Desktop' },
              { value: 'phone', label: 'Phone' },
              { value: 'text', label: 'Plain text' },
            ]}
            value={window}
            onChange={(value) => setWindow(value as Window)}
          />
        </Group>
      </Group>
      <Stack gap="xs">
        <ContactPicker value={contactId} onChange={setContactId} />
        <SampleValues version={version} values={values} onChange={setValues} />
        <ErrorNotice error={error} />
        {shown && <Missing names={shown.missingVariables} />}
        <Paper withBorder style={{ overflow: 'hidden' }}>
          <Text size="sm" fw={600} p="xs" truncate className="preview-subject">
            {shown ? shown.subject : ' '}
          </Text>
          {!shown && !error && <Skeleton h={HEIGHT} />}
          {shown && window === 'text' && (
            <Text component="pre" size="sm" p="md" m={0} className="preview-text" mah={HEIGHT}>
              {shown.text}
            </Text>
          )}
          {shown && window !== 'text' && (
            <MailFrame
              html={shown.html}
              title="The mail as its reader sees it"
              width={WIDTHS[window]}
              height={HEIGHT}
              scheme={isDark ? 'dark' : 'light'}
            />
          )}
        </Paper>
        <Text size="xs" c="dimmed" role="status">
          {isCurrent ? 'Links and buttons do nothing here.' : 'Shows what was saved last.'}
        </Text>
      </Stack>
    </section>
  );
}

function usePreview(
  version: TemplateVersion,
  contactId: string | null,
  data: Record<string, unknown>,
) {
  const { id: versionId, templateId: id, updatedAt } = version;
  const body = { ...(contactId && { contactId }), data };
  return useQuery({
    queryKey: [tenantId(), 'previewTemplateVersion', versionId, updatedAt, body],
    queryFn: ({ signal }) =>
      call('previewTemplateVersion', { path: { id, versionId }, body }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
