import type { Delivery } from './event-types.ts';

type Status = Delivery['status'];

const LABELS: Record<Status, string> = {
  PENDING: 'Waiting',
  DELIVERED: 'Delivered',
  FAILED: 'Failed',
};

export const DELIVERY_STATUSES = Object.keys(LABELS) as Status[];

export function deliveryStatusLabel(status: Status): string {
  return LABELS[status];
}

/** Which deliveries of an endpoint are shown, as it stands in the address. */
export function deliverySearch(search: Record<string, unknown>): { status?: Status } {
  const status = DELIVERY_STATUSES.find((one) => one === search.status);
  return status ? { status } : {};
}
