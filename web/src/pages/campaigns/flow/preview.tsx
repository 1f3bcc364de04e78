import { Alert, Box, Group, Paper, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reading } from '../../../queries.ts';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { MailFrame } from '../../../ui/mail-frame.tsx';
import type { Campaign, Contact, Version } from './campaign.ts';
import { ContactChoice } from './contact-choice.tsx';
import { variantFor, variantName } from './versions.ts';

const HEIGHT = 560;
/** In pixels, of the window that the mail is drawn in. */
const WIDTHS = { desktop: 680, phone: 375 };
type Device = keyof typeof WIDTHS | 'text';
const DEVICES: { value: Device; label: string }[] = [
  { value: 'desktop', label: 'Desktop' },
  { value: 'phone', label: 'Phone' },
  { value: 'text', label: 'Plain text' },
];

/** The message as a reader gets it, with the data of any contact. */
export function Preview({ campaign, variants }: { campaign: Campaign; variants: Version[] }) {
  const [device, setDevice] = useState<Device>('desktop');
  const [contact, setContact] = useState<Contact | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const shown =
    variants.find(({ id }) => id === asked) ?? variantFor(variants, contact?.locale ?? null)!;
  const preview = useQuery({
    ...reading('previewTemplateVersion', {
      path: { id: shown.templateId, versionId: shown.id },
      body: {
        ...(contact && { contactId: contact.id }),
        ...(campaign.subject && { subject: campaign.subject }),
      },
    }),
    placeholderData: keepPreviousData,
  });
  const choose = (next: Contact | null) => {
    setContact(next);
    setAsked(null);
  };
  return (
    <Stack gap="sm">
      <Group align="flex-end" justify="space-between">
        <Box flex="1 1 260px" maw={{ sm: 340 }}>
          <ContactChoice
            label="Preview as"
            placeholder="Nobody in particular"
            contact={contact}
            onChoose={choose}
          />
        </Box>
        <Group gap="xs">
          {variants.length > 1 && (
            <SegmentedControl
              size="xs"
              aria-label="Language of the preview"
              data={variants.map((one) => ({ value: one.id, label: variantName(one) }))}
              value={shown.id}
              onChange={setAsked}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label="Preview on"
            data={DEVICES}
            value={device}
            onChange={(value) => setDevice(value as Device)}
          />
        </Group>
      </Group>
      <ErrorNotice error={preview.error} retry={() => preview.refetch()} />
      {preview.isPending && <Skeleton h={HEIGHT} />}
      {preview.data && (
        <>
          <Missing names={preview.data.missingVariables} contact={contact} />
          <Paper withBorder style={{ overflow: 'hidden' }}>
            <Text size="sm" p="xs" px="md" fw={600} className="preview-subject">
              <Text span size="sm" c="dimmed" mr="xs">
                Subject
              </Text>
              <bdi>{preview.data.subject}</bdi>
            </Text>
            {device === 'text' ? (
              <Text component="pre" size="sm" p="md" m={0} mah={HEIGHT} className="preview-text">
                {preview.data.text}
              </Text>
            ) : (
              <MailFrame
                html={preview.data.html}
                title="Preview of the message"
                width={WIDTHS[device]}
                height={HEIGHT}
              />
            )}
          </Paper>
        </>
      )}
    </Stack>
  );
}

function Missing({ names, contact }: { names: string[]; contact: Contact | null }) {
  if (names.length === 0) return null;
  const list = names.map((name) => `{{${name}}}`).join(', ');
  if (!contact) {
    return (
      <Text size="sm" c="dimmed">
        Choose a contact to see {list} filled in.
      </Text>
    );
  }
  return (
    <Alert color="orange" variant="light" p="xs">
      <Text size="sm">
        <bdi>{contact.email}</bdi> has no value for {list}, and there is no fallback: nothing is
        printed there.
      </Text>
    </Alert>
  );
}
