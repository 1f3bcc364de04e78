/**
 * The name of a kept message: `20260723T142501123Z-0000002a9f3c-<tenant id>`, its file ends in
 * `.eml`. Time comes first, so that names sort by it; then a count and a mark of the process.
 */
const ID =
  /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[0-9a-f]{12}-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const EXTENSION = '.eml';

export function messageId(at: Date, sequence: string, tenantId: string): string {
  return `${at.toISOString().replace(/[-:.]/g, '')}-${sequence}-${tenantId.toLowerCase()}`;
}

export function fileName(id: string): string {
  return id + EXTENSION;
}

/** What an id says, or null for any other text: no path can be made from a text that passes. */
export function parseMessageId(id: string): { receivedAt: Date; tenantId: string } | null {
  const match = ID.exec(id);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, milliseconds, tenantId] = match;
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`;
  const receivedAt = new Date(time);
  return Number.isNaN(receivedAt.getTime()) ? null : { receivedAt, tenantId: tenantId! };
}

/** The id of a file in the outbox, or null when the file is none of ours (a half-written one). */
export function idOfFile(name: string): string | null {
  if (!name.endsWith(EXTENSION)) return null;
  const id = name.slice(0, -EXTENSION.length);
  return ID.test(id) ? id : null;
}
