import { Badge } from '@mantine/core';
import type { ContactImport } from './import-type.ts';

const LOOK: Record<ContactImport['status'], { color: string; label: string }> = {
  RECEIVING: { color: 'blue', label: 'Being sent' },
  QUEUED: { color: 'blue', label: 'Waiting' },
  RUNNING: { color: 'teal', label: 'Running' },
  DONE: { color: 'green', label: 'Done' },
  CANCELLED: { color: 'gray', label: 'Cancelled' },
  FAILED: { color: 'red', label: 'Failed' },
};

export function ImportBadge({ status }: Pick<ContactImport, 'status'>) {
  return (
    <Badge color={LOOK[status].color} variant="dot" tt="none" c="var(--mantine-color-text)">
      {LOOK[status].label}
    </Badge>
  );
}
