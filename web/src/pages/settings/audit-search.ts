/** What the audit log shows, as it stands in the address. Days are those of the viewer. */
export type AuditSearch = { actor?: string; action?: string; since?: string; until?: string };

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function auditSearch(search: Record<string, unknown>): AuditSearch {
  const { actor, action, since, until } = search;
  return {
    ...(typeof actor === 'string' && /^[0-9a-f-]{36}$/.test(actor) && { actor }),
    ...(typeof action === 'string' && /^[a-z_.]{1,64}$/.test(action) && { action }),
    ...(isDay(since) && { since }),
    ...(isDay(until) && { until }),
  };
}

/** The filter that the API takes: from the beginning of one day to the end of another. */
export function auditQuery({ since, until, ...filter }: AuditSearch) {
  return {
    ...filter,
    ...(since && { since: midnight(since).toISOString() }),
    ...(until && { until: midnight(until, 1).toISOString() }),
  };
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value));
}

function midnight(day: string, daysLater = 0): Date {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return new Date(year, month - 1, date + daysLater);
}
