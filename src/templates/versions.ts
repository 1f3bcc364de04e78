import type { Tx } from '../db/database.ts';
import { type Page, pageMeta, pageOffset } from '../http/paging.ts';
import { invalidField, notFound, PressrunError } from '../lib/errors.ts';
import { isId, newId } from '../lib/ids.ts';
import { checkContent } from './content.ts';
import {
  countVersions,
  deleteVersionRow,
  findCampaignOfVersion,
  findNewestVersion,
  findTemplateRow,
  findVersionRow,
  groupExists,
  insertVersion,
  listVersionRows,
  lockTemplate,
  lockVersion,
  updateVersionContent,
} from './store.ts';
import { inUse } from './usage.ts';
import { type Content, requireState, type Version, type VersionPath } from './version.ts';

/** Versions that a template may have at once. */
export const MAX_VERSIONS = 1_000;

/** What of a version's content a caller gives. */
export type ContentInput = Partial<Content>;

const EMPTY: Omit<Content, 'subject' | 'htmlBody'> = {
  mjmlBody: null,
  textBody: null,
  variables: [],
  locale: null,
  localeGroupId: null,
};

/**
 * Adds a draft. Fields that aren't given are taken from the newest version. Throws `unprocessable`
 * beyond 1,000 versions, `invalid_request` for wrong content or an unknown group.
 */
export async function addVersion(
  tx: Tx,
  tenantId: string,
  templateId: string,
  input: ContentInput,
): Promise<Version> {
  if (!isId(templateId) || !(await lockTemplate(tx, tenantId, templateId))) {
    throw notFound('Template');
  }
  await requireRoom(tx, tenantId, templateId);
  const newest = await findNewestVersion(tx, tenantId, templateId);
  const content = requireBodies({ ...EMPTY, ...(newest && contentOf(newest)), ...given(input) });
  checkContent(content);
  await requireGroup(tx, tenantId, input.localeGroupId);
  const id = newId();
  await insertVersion(tx, tenantId, templateId, { id, ...content });
  return findVersionOf(tx, tenantId, { id: templateId, versionId: id });
}

/** The version, if it is one of that template. */
export async function findVersionOf(
  tx: Tx,
  tenantId: string,
  { id, versionId }: VersionPath,
): Promise<Version> {
  const version =
    isId(id) && isId(versionId) ? await findVersionRow(tx, tenantId, versionId) : undefined;
  if (version?.templateId !== id.toLowerCase()) throw notFound('Template version');
  return version;
}

/** Newest first, without their bodies. */
export async function listVersions(tx: Tx, tenantId: string, templateId: string, page: Page) {
  if (!isId(templateId) || !(await findTemplateRow(tx, tenantId, templateId))) {
    throw notFound('Template');
  }
  const total = await countVersions(tx, tenantId, templateId);
  const range = { limit: page.limit, offset: pageOffset(page) };
  return {
    data: await listVersionRows(tx, tenantId, templateId, range),
    meta: pageMeta(page, total),
  };
}

/** Changes what is given of a draft. Throws `wrong_state` when it is published. */
export async function updateVersion(
  tx: Tx,
  tenantId: string,
  path: VersionPath,
  input: ContentInput,
): Promise<Version> {
  const version = await lockVersionOf(tx, tenantId, path);
  requireState(version, 'DRAFT', 'changed');
  const content = { ...contentOf(version), ...given(input) };
  checkContent(content);
  await requireGroup(tx, tenantId, input.localeGroupId);
  await updateVersionContent(tx, tenantId, version.id, content);
  return findVersionOf(tx, tenantId, path);
}

/** Deletes a draft. Throws `wrong_state` when it is published, `conflict` when a campaign has it. */
export async function deleteVersion(tx: Tx, tenantId: string, path: VersionPath): Promise<void> {
  const version = await lockVersionOf(tx, tenantId, path);
  requireState(version, 'DRAFT', 'deleted');
  const campaign = await findCampaignOfVersion(tx, tenantId, version.id);
  if (campaign) throw inUse('version', campaign);
  await deleteVersionRow(tx, tenantId, version.id);
}

/** Locks the version for a change of its content or state. */
export async function lockVersionOf(tx: Tx, tenantId: string, path: VersionPath): Promise<Version> {
  const isPath = isId(path.id) && isId(path.versionId);
  const version = isPath ? await lockVersion(tx, tenantId, path) : undefined;
  if (!version) throw notFound('Template version');
  return version;
}

function contentOf(version: Version): Content {
  const { subject, htmlBody, mjmlBody, textBody, variables, locale, localeGroupId } = version;
  return { subject, htmlBody, mjmlBody, textBody, variables, locale, localeGroupId };
}

/** HTML of one's own is not made of the MJML that was there before. */
function given(input: ContentInput): ContentInput {
  return input.htmlBody === undefined ? input : { mjmlBody: null, ...input };
}

/** There is no newest version to take them from when all were deleted. */
function requireBodies({ subject, htmlBody, ...rest }: typeof EMPTY & ContentInput): Content {
  if (subject === undefined) throw invalidField('subject', 'is required');
  if (htmlBody === undefined) throw invalidField('htmlBody', 'is required');
  return { ...rest, subject, htmlBody };
}

async function requireRoom(tx: Tx, tenantId: string, templateId: string): Promise<void> {
  if ((await countVersions(tx, tenantId, templateId)) < MAX_VERSIONS) return;
  const message = `A template has at most ${MAX_VERSIONS} versions; delete drafts or start a new one`;
  throw new PressrunError('unprocessable', message);
}

async function requireGroup(
  tx: Tx,
  tenantId: string,
  groupId: string | null | undefined,
): Promise<void> {
  if (groupId === null || groupId === undefined) return;
  if (isId(groupId) && (await groupExists(tx, tenantId, groupId))) return;
  throw invalidField('localeGroupId', 'is not the group of a template version of this tenant');
}
