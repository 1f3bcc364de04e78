import { Badge } from '@mantine/core';
import { LOG_STATUSES, type LogStatus } from './log-search.ts';

export function LogBadge({ status }: { status: LogStatus }) {
  const { label, color, about } = LOG_STATUSES[status];
  return (
    <Badge color={color} variant="dot" tt="none" c="var(--mantine-color-text)" title={about}>
      {label}
    </Badge>
  );
}
