import { invalidField } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import type { LogPosition } from './log-entry.ts';
import type { CopyRow, EmailRow } from './log-rows.ts';

export const START: LogPosition = { email: null, copy: null };

/** The position behind these rows, which follow `from`. */
export function writeLogCursor(from: LogPosition, rows: (EmailRow | CopyRow)[]): string {
  const email = rows.findLast((row) => row.kind === 'email') ?? from.email;
  const copy = rows.findLast((row) => row.kind === 'copy') ?? from.copy;
  const parts = [
    ...(email ? [email.micros, email.id] : ['', '']),
    ...(copy ? [copy.micros, copy.campaignId, copy.id] : ['', '', '']),
  ];
  return Buffer.from(parts.join(' ')).toString('base64url');
}

/** 400 for a text that isn't a cursor of this list. */
export function readLogCursor(cursor: string): LogPosition {
  const parts = Buffer.from(cursor, 'base64url').toString().split(' ');
  const [emailMicros = '', emailId = '', micros = '', campaignId = '', id = ''] = parts;
  const hasEmail = isTime(emailMicros) && isId(emailId);
  const hasCopy = isTime(micros) && isId(campaignId) && /^\d{1,15}$/.test(id);
  const isWhole = (hasEmail || emailMicros + emailId === '') && (hasCopy || micros + id === '');
  if (parts.length !== 5 || !isWhole || (!hasEmail && !hasCopy)) {
    throw invalidField('cursor', 'is not a meta.nextCursor of this list');
  }
  return {
    email: hasEmail ? { micros: emailMicros, id: emailId } : null,
    copy: hasCopy ? { micros, campaignId, id: Number(id) } : null,
  };
}

function isTime(micros: string): boolean {
  return /^\d{1,17}$/.test(micros);
}
