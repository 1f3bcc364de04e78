import type { InputOf, ReplyOf } from '../../api.ts';

export type ContactImport = ReplyOf<'getImport'>;
export type ImportQuery = NonNullable<InputOf<'createImport'>['query']>;
export type Format = ContactImport['format'];

const UNDER_WAY: ContactImport['status'][] = ['RECEIVING', 'QUEUED', 'RUNNING'];

export function isUnderWay({ status }: Pick<ContactImport, 'status'>): boolean {
  return UNDER_WAY.includes(status);
}
