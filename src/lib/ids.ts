import { randomUUIDv7 } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A new id. Version 7 (RFC 9562) sorts by time, so inserts stay at the right edge of each index. */
export function newId(): string {
  return randomUUIDv7();
}

/** Whether the text can be an id at all; asking PostgreSQL with another text would be an error. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
