import type { Tx } from '../db/database.ts';
import { violatedConstraint } from '../db/failures.ts';
import { type Page, pageMeta, pageOffset } from '../http/paging.ts';
import { notFound, PressrunError } from '../lib/errors.ts';
import { isId, newId } from '../lib/ids.ts';
import { slugFrom } from './slug.ts';
import {
  countTemplates,
  deleteTemplateRow,
  findCampaignOfTemplate,
  findFreeSlug,
  findNewestPublished,
  findTemplateRow,
  findVersionRow,
  holdVersionRow,
  insertTemplate,
  listPublishedVariants,
  listTemplateRows,
  listVersionRows,
  lockTemplate,
  lockVersionsAndGroups,
  type TemplateRow,
  updateTemplateRow,
  type Variant,
} from './store.ts';
import { hasUnsubscribeLink } from './unsubscribe-link.ts';
import { inUse } from './usage.ts';
import type { Variable } from './variables.ts';
import { groupOf, type Locale, type Version, type VersionSummary } from './version.ts';
import { addVersion, type ContentInput, MAX_VERSIONS } from './versions.ts';

export type NewTemplate = ContentInput & { name: string; slug?: string };

/**
 * Makes a template with its first version, a draft. Without a slug it gets one made from its name.
 * Throws `conflict` when the given slug is taken, and what `checkContent` throws.
 */
export async function createTemplate(
  tx: Tx,
  tenantId: string,
  { name, slug, ...content }: NewTemplate,
): Promise<TemplateRow & { versions: Version[] }> {
  const id = newId();
  await claimSlug(tx, tenantId, { id, name, slug });
  const version = await addVersion(tx, tenantId, id, content);
  return { ...(await findTemplate(tx, tenantId, id)), versions: [version] };
}

export async function findTemplate(tx: Tx, tenantId: string, id: string): Promise<TemplateRow> {
  const template = isId(id) ? await findTemplateRow(tx, tenantId, id) : undefined;
  if (!template) throw notFound('Template');
  return template;
}

/** A template with all its versions (at most 1,000), newest first, without their bodies. */
export async function findTemplateWithVersions(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<TemplateRow & { versions: VersionSummary[] }> {
  const template = await findTemplate(tx, tenantId, id);
  const all = { limit: MAX_VERSIONS, offset: 0 };
  return { ...template, versions: await listVersionRows(tx, tenantId, id, all) };
}

/** Newest first. `q` is a part of the name or the slug. */
export async function listTemplates(
  tx: Tx,
  tenantId: string,
  { q = '', ...page }: Page & { q?: string },
) {
  const total = await countTemplates(tx, tenantId, q);
  const range = { q, limit: page.limit, offset: pageOffset(page) };
  return { data: await listTemplateRows(tx, tenantId, range), meta: pageMeta(page, total) };
}

/** Renames. The slug stays what it is unless a new one is given: callers send by it. */
export async function updateTemplate(
  tx: Tx,
  tenantId: string,
  id: string,
  { name = null, slug = null }: { name?: string | null; slug?: string | null },
): Promise<TemplateRow> {
  await findTemplate(tx, tenantId, id);
  try {
    const template = await updateTemplateRow(tx, tenantId, id, { name, slug });
    if (!template) throw notFound('Template');
    return template;
  } catch (error) {
    throw violatedConstraint(error) === 'templates_slug_unique' ? slugTaken(slug ?? '') : error;
  }
}

/** Deletes a template and its versions. Throws `conflict` while any campaign uses one of them. */
export async function deleteTemplate(tx: Tx, tenantId: string, id: string): Promise<void> {
  if (!isId(id) || !(await lockTemplate(tx, tenantId, id))) throw notFound('Template');
  await lockVersionsAndGroups(tx, tenantId, id);
  const campaign = await findCampaignOfTemplate(tx, tenantId, id);
  if (campaign) throw inUse('template', campaign);
  await deleteTemplateRow(tx, tenantId, id);
}

/** What sending needs of a published version; `groupId` is that of its locale variants. */
export type PublishedVersion = {
  id: string;
  templateId: string;
  /** The template's. */
  name: string;
  status: 'PUBLISHED';
  subject: string;
  publishedHtml: string;
  publishedText: string;
  variables: Variable[];
  locale: Locale | null;
  groupId: string;
  hasUnsubscribeLink: boolean;
};

/** A version of the tenant in any state, or null. */
export async function findVersion(
  tx: Tx,
  tenantId: string,
  versionId: string,
): Promise<Version | null> {
  return isId(versionId) ? ((await findVersionRow(tx, tenantId, versionId)) ?? null) : null;
}

/** Null when it isn't there, isn't the tenant's or is a draft. */
export async function findPublishedVersion(
  tx: Tx,
  tenantId: string,
  versionId: string,
): Promise<PublishedVersion | null> {
  return asPublished(tx, tenantId, await findVersion(tx, tenantId, versionId));
}

/**
 * The same, and it stays published until the transaction ends: for the use-cases that move a
 * campaign to SCHEDULED or SENDING, so that no unpublishing slips in between.
 */
export async function holdPublishedVersion(
  tx: Tx,
  tenantId: string,
  versionId: string,
): Promise<PublishedVersion | null> {
  if (!isId(versionId)) return null;
  return asPublished(tx, tenantId, (await holdVersionRow(tx, tenantId, versionId)) ?? null);
}

/**
 * What `send-template` sends (contract: Small print): the newest published version of the template
 * with this slug. 404 for an unknown slug, 422 when none is published.
 */
export async function newestPublishedVersion(
  tx: Tx,
  tenantId: string,
  slug: string,
): Promise<string> {
  const found = await findNewestPublished(tx, tenantId, slug);
  if (!found) throw notFound('Template');
  if (found.versionId !== null) return found.versionId;
  const message = `"${slug.slice(0, 200)}" has no published version`;
  throw new PressrunError('unprocessable', message, [{ path: 'slug', message }]);
}

/** The published variants of a group, the neutral one first. */
export async function publishedVariants(
  tx: Tx,
  tenantId: string,
  groupId: string,
): Promise<Variant[]> {
  return isId(groupId) ? listPublishedVariants(tx, tenantId, groupId) : [];
}

async function asPublished(
  tx: Tx,
  tenantId: string,
  version: Version | null,
): Promise<PublishedVersion | null> {
  if (!version || version.publishedHtml === null || version.publishedText === null) return null;
  const { id, templateId, subject, publishedHtml, publishedText, variables, locale } = version;
  const { name } = await findTemplate(tx, tenantId, templateId);
  return {
    ...{ id, templateId, name, status: 'PUBLISHED', subject, publishedHtml, publishedText },
    ...{ variables, locale, groupId: groupOf(version) },
    hasUnsubscribeLink: hasUnsubscribeLink(publishedHtml),
  };
}

type Claim = { id: string; name: string; slug: string | undefined };

/** Two who want the same slug at once: the insert waits for the other and finds it taken. */
async function claimSlug(tx: Tx, tenantId: string, { id, name, slug }: Claim): Promise<void> {
  if (slug !== undefined) {
    if (await insertTemplate(tx, tenantId, { id, name, slug })) return;
    throw slugTaken(slug);
  }
  for (;;) {
    const free = await findFreeSlug(tx, tenantId, slugFrom(name));
    if (await insertTemplate(tx, tenantId, { id, name, slug: free })) return;
  }
}

function slugTaken(slug: string): PressrunError {
  const message = `"${slug}" is the slug of another template`;
  return new PressrunError('conflict', message, [{ path: 'slug', message }]);
}
