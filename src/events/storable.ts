import type { NewEvent } from './event.ts';

/** A row of the array that PostgreSQL unpacks. */
export type EventRow = {
  id: string;
  type: string;
  data: Record<string, unknown>;
  campaign_id: string | null;
  contact_id: string | null;
};

const SUSPECT = /\\u0000|\\ud[89a-f]/i;

/**
 * The events as one JSON text that jsonb takes. SMTP replies and User-Agents come from strangers:
 * jsonb refuses NUL and lone surrogates, and one such text must not undo the caller's whole
 * transaction. They become U+FFFD.
 */
export function storableJson(rows: EventRow[]): string {
  const text = JSON.stringify(rows);
  return SUSPECT.test(text) ? JSON.stringify(rows, (_key, value) => mended(value)) : text;
}

export function eventRow(event: NewEvent, id: string): EventRow {
  const { type, data, campaignId, contactId } = event;
  return {
    id,
    type,
    data,
    campaign_id: campaignId ?? null,
    contact_id: contactId ?? null,
  };
}

function mended(value: unknown): unknown {
  if (typeof value === 'string') return mendedText(value);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [mendedText(key), child]));
}

function mendedText(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}
