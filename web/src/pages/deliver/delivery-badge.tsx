import { Badge } from '@mantine/core';
import { deliveryStatusLabel } from './delivery-search.ts';
import type { Delivery } from './event-types.ts';

const COLORS: Record<Delivery['status'], string> = {
  PENDING: 'yellow',
  DELIVERED: 'green',
  FAILED: 'red',
};

export function DeliveryBadge({ delivery: { status } }: { delivery: Delivery }) {
  return (
    <Badge color={COLORS[status]} variant="dot" tt="none" c="var(--mantine-color-text)">
      {deliveryStatusLabel(status)}
    </Badge>
  );
}
