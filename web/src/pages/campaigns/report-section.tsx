import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ReplyOf } from '../../api.ts';
import { TextLink } from '../../ui/text-link.tsx';

export type Report = ReplyOf<'getCampaignReport'>;

/** A part of the report about the recipients of one state, with the way to them. */
export function ReportSection({
  id,
  title,
  state,
  link,
  children,
}: {
  id: string;
  title: string;
  state: 'failed' | 'skipped';
  link: string;
  children: ReactNode;
}) {
  return (
    <section>
      <Group justify="space-between" mb="xs" gap="xs">
        <Title order={2}>{title}</Title>
        <TextLink
          to="/campaigns/$id"
          params={{ id }}
          search={{ tab: 'recipients', state }}
          size="sm"
          resetScroll={false}
        >
          {link}
        </TextLink>
      </Group>
      {children}
    </section>
  );
}
