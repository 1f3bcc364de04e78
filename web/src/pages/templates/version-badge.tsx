import { Badge } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';

export type VersionSummary = ReplyOf<'getTemplate'>['versions'][number];
export type TemplateVersion = ReplyOf<'getTemplateVersion'>;

export function VersionBadge({ isPublished }: { isPublished: boolean }) {
  return (
    <Badge
      color={isPublished ? 'green' : 'gray'}
      variant="dot"
      tt="none"
      c="var(--mantine-color-text)"
    >
      {isPublished ? 'Published' : 'Draft'}
    </Badge>
  );
}
