import { Avatar, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reading } from '../../../queries.ts';
import type { Campaign, Contact } from './campaign.ts';
import { ContactChoice } from './contact-choice.tsx';
import type { Sender } from './use-sender.ts';
import { useTemplate } from './use-template.ts';

/** As a mail program lists it, with the data of any contact. */
export function InboxLine({
  campaign,
  sender,
}: {
  campaign: Campaign;
  sender: Sender | undefined;
}) {
  const [contact, setContact] = useState<Contact | null>(null);
  const [subject] = useDebouncedValue(campaign.subject, 300);
  const { version } = useTemplate(campaign);
  const preview = useQuery({
    ...reading('previewTemplateVersion', {
      path: { id: version?.templateId ?? '', versionId: version?.id ?? '' },
      body: { ...(contact && { contactId: contact.id }), ...(subject && { subject }) },
    }),
    enabled: version !== undefined,
    placeholderData: keepPreviousData,
  });
  const shown = preview.data?.subject ?? subject ?? '';
  const beginning = preview.data?.text.replace(/\s+/g, ' ').trim().slice(0, 120);
  const name = sender?.name || sender?.email || '';
  return (
    <Stack gap="sm">
      <Title order={2} size="sm">
        In the inbox
      </Title>
      <Paper withBorder p="md" aria-live="polite">
        <Group wrap="nowrap" align="flex-start">
          <Avatar aria-hidden name={name} />
          <div style={{ minWidth: 0, flex: 1 }}>
            <Text fw={600} truncate>
              <bdi>{name || ' '}</bdi>
            </Text>
            <Text size="sm" truncate>
              <bdi>{shown || 'No subject yet'}</bdi>
            </Text>
            <Text size="sm" c="dimmed" truncate>
              <bdi>{beginning || ' '}</bdi>
            </Text>
          </div>
        </Group>
      </Paper>
      <ContactChoice
        label="As it reaches"
        placeholder="Nobody in particular"
        contact={contact}
        onChoose={setContact}
      />
    </Stack>
  );
}
