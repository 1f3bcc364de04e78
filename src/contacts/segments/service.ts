import type { Tx } from '../../db/database.ts';
import { type Page, pageMeta } from '../../http/paging.ts';
import { notFound, PressrunError } from '../../lib/errors.ts';
import { isId, newId } from '../../lib/ids.ts';
import { readFilter } from '../filter/check.ts';
import type { Filter } from '../filter/filter.ts';
import { sizeOf } from '../filter/parts.ts';
import { requireReferences, segmentsIn } from './references.ts';
import {
  type Link,
  MAX_SEGMENTS,
  MAX_SHOWN,
  requireSound,
  type Segment,
  type Usage,
} from './segment.ts';
import {
  countSegmentRows,
  deleteSegmentRow,
  findSegmentRow,
  findUsingCampaigns,
  insertSegment,
  listLinks,
  listSegmentRows,
  lockSegmentRow,
  lockSegments,
  updateSegment,
} from './store.ts';

export type SegmentInput = { name: string; filter: unknown };

/**
 * Saves a filter under a name. 400 for one that `readFilter` refuses, that names what isn't there or that
 * leads back to itself; 409 for a name that another segment has, and beyond MAX_SEGMENTS.
 */
export async function createSegment(
  tx: Tx,
  tenantId: string,
  input: SegmentInput,
): Promise<Segment> {
  const filter = readFilter(input.filter, 'filter');
  await lockSegments(tx, tenantId);
  const links = await listLinks(tx, tenantId);
  if (links.length >= MAX_SEGMENTS) {
    const message = `There are ${MAX_SEGMENTS} segments already, which is the most; delete one first`;
    throw new PressrunError('conflict', message);
  }
  const link = linkOf(newId(), input.name, filter);
  await requireAllowed(tx, tenantId, links, link, filter);
  await insertSegment(tx, tenantId, link, filter);
  return (await findSegmentRow(tx, tenantId, link.id))!;
}

/** A segment and who uses it; 404 when it isn't there. */
export async function showSegment(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Segment & { usage: Usage }> {
  const segment = await getSegment(tx, tenantId, id);
  return { ...segment, usage: await usageOf(tx, tenantId, segment.id) };
}

/** 404 when it isn't there. */
export async function getSegment(tx: Tx, tenantId: string, id: string): Promise<Segment> {
  const segment = isId(id) ? await findSegmentRow(tx, tenantId, id) : undefined;
  if (!segment) throw notFound('Segment');
  return segment;
}

/** By name. */
export async function listSegments(tx: Tx, tenantId: string, page: Page) {
  const data = await listSegmentRows(tx, tenantId, page);
  return { data, meta: pageMeta(page, await countSegmentRows(tx, tenantId)) };
}

/**
 * Changes what is sent; refused like a new one. Campaigns that are to start will go by the new filter;
 * one that has started keeps the filter that it started with.
 */
export async function changeSegment(
  tx: Tx,
  tenantId: string,
  id: string,
  input: Partial<SegmentInput>,
): Promise<Segment> {
  await lockSegments(tx, tenantId);
  const before = await getSegment(tx, tenantId, id);
  const filter = input.filter === undefined ? before.filter : readFilter(input.filter, 'filter');
  const others = (await listLinks(tx, tenantId)).filter((link) => link.id !== before.id);
  const link = linkOf(before.id, input.name ?? before.name, filter);
  await requireAllowed(tx, tenantId, others, link, filter);
  await updateSegment(tx, tenantId, link, filter);
  return getSegment(tx, tenantId, id);
}

/**
 * Deletes a segment. 404 when it isn't there, 409 while another segment or a campaign that isn't over
 * uses it: the answer names them.
 */
export async function deleteSegment(tx: Tx, tenantId: string, id: string) {
  await lockSegments(tx, tenantId);
  const segment = isId(id) ? await lockSegmentRow(tx, tenantId, id) : undefined;
  if (!segment) throw notFound('Segment');
  const { segments, campaigns } = await usageOf(tx, tenantId, segment.id);
  const users = [
    ...segments.map(({ id, name }) => `the segment "${name}" (${id})`),
    ...campaigns.map(({ id, name, status }) => `the ${status} campaign "${name}" (${id})`),
  ];
  if (users.length > 0) {
    const message = `The segment is used by ${shortList(users)}; change these first`;
    throw new PressrunError('conflict', message, [{ path: 'id', message }]);
  }
  await deleteSegmentRow(tx, tenantId, segment.id);
  return { deleted: true, id: segment.id };
}

async function usageOf(tx: Tx, tenantId: string, id: string): Promise<Usage> {
  const using = (await listLinks(tx, tenantId)).filter(({ refersTo }) => refersTo.includes(id));
  const segments = using.slice(0, MAX_SHOWN).map(({ id, name }) => ({ id, name }));
  return { segments, campaigns: await findUsingCampaigns(tx, tenantId, id) };
}

async function requireAllowed(
  tx: Tx,
  tenantId: string,
  others: Link[],
  link: Link,
  filter: Filter,
): Promise<void> {
  if (others.some(({ name }) => name === link.name)) {
    const message = 'is the name of another segment';
    throw new PressrunError('conflict', `name: ${message}`, [{ path: 'name', message }]);
  }
  const links = [...others, link];
  await requireReferences(tx, tenantId, filter, new Set(links.map(({ id }) => id)));
  requireSound(links, link, 'filter');
}

function linkOf(id: string, name: string, filter: Filter): Link {
  return { id, name, refersTo: segmentsIn(filter), parts: sizeOf(filter) };
}

const NAMED = 5;

function shortList(names: string[]): string {
  const more = names.length - NAMED;
  return names.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
