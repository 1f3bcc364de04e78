import { domainToASCII } from 'node:url';
import type { Comparison, Filter, Scalar } from '../../src/contacts/filter/filter.ts';

// What a filter means, in plain code and without a database. The compiler is held against it; it shares
// no code with it, so that a mistake would have to be made twice.

/** A contact with all that a filter can ask of it. */
export type Known = {
  id: string;
  email: string;
  externalId: string | null;
  locale: string | null;
  optIn: boolean;
  consentVersion: string | null;
  source: string | null;
  projectId: string | null;
  createdAt: Date;
  updatedAt: Date;
  unsubscribedAt: Date | null;
  attributes: Record<string, unknown>;
  /** Imports that brought it. */
  imports: string[];
  /** Copies that were accepted: when, and of which campaign. */
  sent: { campaignId: string; at: Date }[];
  opened: string[];
  clicked: string[];
};

const DAY = 86_400_000;

/** Whether the filter holds for the contact at that instant. */
export function holds(
  filter: Filter,
  contact: Known,
  segments: ReadonlyMap<string, Filter>,
  at: Date,
): boolean {
  if ('and' in filter) return filter.and.every((part) => holds(part, contact, segments, at));
  if ('or' in filter) return filter.or.some((part) => holds(part, contact, segments, at));
  if ('not' in filter) return !holds(filter.not, contact, segments, at);
  if ('segmentId' in filter) return holds(segments.get(filter.segmentId)!, contact, segments, at);
  if (filter.field === 'imports') return importHolds(filter, contact);
  if (filter.field === 'activity') return activityHolds(filter, contact, at);
  return valueHolds(filter, heldBy(contact, filter.field), at);
}

/** What the contact has there; undefined when it has nothing. */
function heldBy(contact: Known, field: string): unknown {
  if (!field.startsWith('attributes.')) return contact[field as keyof Known] ?? undefined;
  let held: unknown = contact.attributes;
  for (const name of field.split('.').slice(1)) {
    if (typeof held !== 'object' || held === null || Array.isArray(held)) return undefined;
    held = Object.getOwnPropertyDescriptor(held, name)?.value;
  }
  return held ?? undefined;
}

function valueHolds({ field, op, value }: Comparison, held: unknown, at: Date): boolean {
  const wanted = (field === 'email' ? asStored(value) : value) as Scalar;
  switch (op) {
    case 'eq':
      return held === wanted;
    case 'ne':
      return held !== wanted;
    case 'in':
      return (wanted as unknown as unknown[]).includes(held);
    case 'notIn':
      return !(wanted as unknown as unknown[]).includes(held);
    case 'exists':
      return (held !== undefined) === wanted;
    case 'has':
      return Array.isArray(held) && held.includes(wanted);
    case 'contains':
      return typeof held === 'string' && held.includes(String(wanted));
    case 'startsWith':
      return typeof held === 'string' && held.startsWith(String(wanted));
    case 'endsWith':
      return typeof held === 'string' && held.endsWith(String(wanted));
    case 'lt':
      return typeof held === 'number' && held < Number(wanted);
    case 'lte':
      return typeof held === 'number' && held <= Number(wanted);
    case 'gt':
      return typeof held === 'number' && held > Number(wanted);
    case 'gte':
      return typeof held === 'number' && held >= Number(wanted);
    default:
      return instantHolds(op, momentOf(held), value, at);
  }
}

/** Addresses are stored in lower case, their domain as A-label. */
function asStored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asStored);
  if (typeof value !== 'string') return value;
  return value.toLowerCase().replace(/(?<=@).+$/, domainToASCII);
}

function instantHolds(op: string, moment: number, value: unknown, at: Date): boolean {
  if (Number.isNaN(moment)) return false;
  if (op === 'inLastDays')
    return moment > at.getTime() - Number(value) * DAY && moment <= at.getTime();
  const limit = momentOf(value);
  if (op === 'before') return moment < limit;
  if (op === 'after') return moment > limit;
  return op === 'onOrBefore' ? moment <= limit : moment >= limit;
}

/** Milliseconds; NaN for what names no instant. By Date, which is stricter about form in its own way. */
function momentOf(held: unknown): number {
  if (held instanceof Date) return held.getTime();
  if (typeof held !== 'string') return Number.NaN;
  const parts =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?:(:\d\d)(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i.exec(held);
  if (!parts) return Number.NaN;
  const [, day, time = '00:00', seconds = ':00', fraction = '.0', zone = 'Z'] = parts;
  const isDay = new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day!) && !day!.startsWith('0000');
  if (!isDay || time.startsWith('24') || fraction.length > 10) return Number.NaN;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  return new Date(`${day}T${time}${seconds}${`${fraction}00`.slice(0, 4)}${offset}`).getTime();
}

function importHolds({ op, value }: Comparison, { imports }: Known): boolean {
  const came = [value].flat().some((id) => imports.includes(String(id)));
  return came === (op !== 'notIn');
}

function activityHolds({ op, value }: Comparison, contact: Known, at: Date): boolean {
  if (op === 'sent') return contact.sent.some(({ campaignId }) => campaignId === value);
  if (op === 'opened') return contact.opened.includes(String(value));
  if (op === 'clicked') return contact.clicked.includes(String(value));
  const since = at.getTime() - Number(value) * DAY;
  return !contact.sent.some((copy) => copy.at.getTime() > since);
}
