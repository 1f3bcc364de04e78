import { checkAudience } from '../contacts/audience-filter.ts';
import { holdSegments } from '../contacts/segments/definitions.ts';
import type { Tx } from '../db/database.ts';
import { type Page, pageMeta, pageOffset } from '../http/paging.ts';
import { invalidField, notFound } from '../lib/errors.ts';
import { isId, newId } from '../lib/ids.ts';
import { isTimeZone } from '../lib/time-zone.ts';
import { remaining } from '../messages/message.ts';
import { hasProject } from '../projects/service.ts';
import { findVersion } from '../templates/service.ts';
import { type Campaign, type CampaignState, wrongState } from './campaign.ts';
import { hourIn } from './schedule-time.ts';
import { stallOf, whyStalled } from './stalled.ts';
import {
  type CampaignContent,
  type CampaignRow,
  countCampaigns,
  deleteCampaignRow,
  findCampaignRow,
  insertCampaign,
  listCampaignRows,
  lockCampaignRow,
  updateCampaignContent,
} from './store.ts';

export type { CampaignRow } from './store.ts';

/** What a caller may set; a missing field is left as it is, null clears it. */
export type CampaignInput = Partial<CampaignContent>;

const EMPTY: Omit<CampaignContent, 'name'> = {
  templateVersionId: null,
  subject: null,
  audienceFilter: {},
  projectId: null,
  rateLimit: {},
  timezone: null,
  unsubscribeLang: null,
  trackOpens: true,
  trackClicks: true,
};

/** Makes a DRAFT. Throws 400 for a version or project that isn't there and for an unknown time zone. */
export async function createCampaign(
  tx: Tx,
  tenantId: string,
  input: CampaignInput & { name: string },
): Promise<Campaign> {
  await checkContent(tx, tenantId, input);
  return insertDraft(tx, tenantId, { ...EMPTY, ...input });
}

export async function getCampaign(tx: Tx, tenantId: string, id: string): Promise<Campaign> {
  return toCampaign(await findCampaign(tx, tenantId, id));
}

/** The campaign as it is stored; 404 when it isn't the tenant's. */
export async function findCampaign(tx: Tx, tenantId: string, id: string): Promise<CampaignRow> {
  const row = isId(id) ? await findCampaignRow(tx, tenantId, id) : undefined;
  if (!row) throw notFound('Campaign');
  return row;
}

export async function listCampaigns(
  tx: Tx,
  tenantId: string,
  query: Page & { status?: CampaignState; q?: string },
) {
  const filter = { status: query.status ?? null, q: query.q ?? '' };
  const rows = await listCampaignRows(tx, tenantId, {
    ...filter,
    limit: query.limit,
    offset: pageOffset(query),
  });
  const total = await countCampaigns(tx, tenantId, filter);
  return { data: rows.map(toCampaign), meta: pageMeta(query, total) };
}

/** Changes a DRAFT; 409 in any other state. */
export async function changeCampaign(
  tx: Tx,
  tenantId: string,
  id: string,
  input: CampaignInput,
): Promise<Campaign> {
  const row = await lockCampaign(tx, tenantId, id);
  requireState(row, 'changed', ['DRAFT']);
  await checkContent(tx, tenantId, input);
  await updateCampaignContent(tx, tenantId, id, { ...contentOf(row), ...input });
  return getCampaign(tx, tenantId, id);
}

/** Deletes a DRAFT; what was ever scheduled or sent stays as a record. */
export async function deleteCampaign(tx: Tx, tenantId: string, id: string) {
  const row = await lockCampaign(tx, tenantId, id);
  requireState(row, 'deleted', ['DRAFT']);
  await deleteCampaignRow(tx, tenantId, id);
  return { deleted: true, id };
}

/** A new DRAFT with the same content, whatever state the original is in. */
export async function duplicateCampaign(tx: Tx, tenantId: string, id: string): Promise<Campaign> {
  const row = await findCampaign(tx, tenantId, id);
  const name = `${row.name.slice(0, 193)} (copy)`;
  const { projectId } = row;
  const isThere = projectId !== null && (await hasProject(tx, tenantId, projectId));
  // Unchecked, for it was: a segment that is gone since is found when the copy is sent.
  const content = { ...contentOf(row), name, projectId: isThere ? projectId : null };
  return insertDraft(tx, tenantId, content);
}

async function insertDraft(tx: Tx, tenantId: string, content: CampaignContent): Promise<Campaign> {
  const id = newId();
  await insertCampaign(tx, tenantId, id, content);
  return getCampaign(tx, tenantId, id);
}

/** The campaign, locked until the transaction ends; 404 when it isn't the tenant's. */
export async function lockCampaign(tx: Tx, tenantId: string, id: string): Promise<CampaignRow> {
  const row = isId(id) ? await lockCampaignRow(tx, tenantId, id) : undefined;
  if (!row) throw notFound('Campaign');
  return row;
}

export function requireState(row: CampaignRow, verb: string, allowed: CampaignState[]): void {
  if (!allowed.includes(row.status)) throw wrongState(verb, row.status, allowed);
}

export function toCampaign(row: CampaignRow): Campaign {
  const rate = rateOf(row);
  const stalled = stallOf(row.stalled, row.reason);
  return {
    ...{ ...row, rate, eta: stalled ? null : etaOf(row, rate) },
    reason: (stalled && whyStalled(stalled, row.reason)) ?? row.reason ?? waitingFor(row),
    stalledSince: stalled && new Date(stalled.since),
  };
}

function contentOf(row: CampaignRow): CampaignContent {
  const { name, templateVersionId, subject, audienceFilter } = row;
  const { projectId, rateLimit, timezone, unsubscribeLang, trackOpens, trackClicks } = row;
  return {
    ...{ name, templateVersionId, subject, audienceFilter },
    ...{ projectId, rateLimit, timezone, unsubscribeLang, trackOpens, trackClicks },
  };
}

function rateOf({ stats, runningSeconds }: CampaignRow): number | null {
  if (!runningSeconds || stats.sent === 0) return null;
  return Math.round((stats.sent / runningSeconds) * 10) / 10;
}

/** Why nothing moves, when all that may be sent is: the next wave isn't due. */
function waitingFor({ toCome, stats }: CampaignRow): string | null {
  if (!toCome || remaining(stats) > toCome.ahead) return null;
  const { timezone, dueAt } = toCome;
  return `Waiting for the wave of ${hourIn(new Date(dueAt), timezone)} in ${timezone}`;
}

function etaOf({ status, stats, toCome }: CampaignRow, rate: number | null): Date | null {
  if (toCome) return new Date(toCome.lastDueAt);
  if (status !== 'SENDING' || !rate) return null;
  return new Date(Date.now() + (remaining(stats) / rate) * 1_000);
}

async function checkContent(tx: Tx, tenantId: string, input: CampaignInput): Promise<void> {
  if (input.timezone && !isTimeZone(input.timezone)) {
    throw invalidField('timezone', 'is not an IANA time zone such as Europe/Madrid');
  }
  if (input.audienceFilter) {
    checkAudience(input.audienceFilter);
    await holdSegments(tx, tenantId, input.audienceFilter);
  }
  if (input.projectId != null && !(await hasProject(tx, tenantId, input.projectId))) {
    throw invalidField('projectId', 'is not a project of this tenant');
  }
  const versionId = input.templateVersionId;
  if (versionId === null || versionId === undefined) return;
  const version = isId(versionId) ? await findVersion(tx, tenantId, versionId) : null;
  if (!version) throw invalidField('templateVersionId', 'is not a template version of this tenant');
}
