import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Content, Locale, Version, VersionPath, VersionSummary } from './version.ts';

export type TemplateRow = {
  id: string;
  name: string;
  slug: string;
  createdAt: Date;
  updatedAt: Date;
};

const templateColumns = sql`id, name, slug, created_at as "createdAt", updated_at as "updatedAt"`;

const summaryColumns = sql`
  id, template_id as "templateId", number, status, subject, locale,
  locale_group_id as "localeGroupId", published_at as "publishedAt",
  created_at as "createdAt", updated_at as "updatedAt"`;

const versionColumns = sql`
  ${summaryColumns}, html_body as "htmlBody", mjml_body as "mjmlBody", text_body as "textBody", variables,
  published_html as "publishedHtml", published_text as "publishedText"`;

/** The first of `slug`, `slug-2`, `slug-3` … that no template of the tenant has now. */
export async function findFreeSlug(tx: Tx, tenantId: string, slug: string): Promise<string> {
  const { rows } = await sql<{ free: string }>`
    with taken as (
      select slug from templates
      where tenant_id = ${tenantId}
        and (slug = ${slug} or starts_with(slug, ${`${slug}-`}))
    ), candidate as (
      select n, ${slug}::text || case n when 1 then '' else '-' || n end as slug
      from generate_series(1, (select count(*) from taken) + 1) as n
    )
    select slug as free from candidate
    where slug not in (select slug from taken)
    order by n limit 1`.execute(tx);
  return rows[0]?.free ?? slug;
}

/** False when the slug is taken, also by a transaction that committed a moment ago. */
export async function insertTemplate(
  tx: Tx,
  tenantId: string,
  template: { id: string; name: string; slug: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into templates (tenant_id, id, name, slug)
    values (${tenantId}, ${template.id}, ${template.name}, ${template.slug})
    on conflict on constraint templates_slug_unique do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

export async function findTemplateRow(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<TemplateRow | undefined> {
  const { rows } = await sql<TemplateRow>`
    select ${templateColumns} from templates
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  return rows[0];
}

/** Whoever adds a version or deletes the template holds it, so that numbers have one author. */
export async function lockTemplate(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    select id from templates where tenant_id = ${tenantId} and id = ${id} for update`.execute(tx);
  return rows.length === 1;
}

/** With when its newest published version was published; null: it has none. */
export type ListedTemplate = TemplateRow & { versionCount: number; publishedAt: Date | null };

/** Newest first. `q` is looked for in name and slug, without regard to case; '' finds all. */
export async function listTemplateRows(
  tx: Tx,
  tenantId: string,
  { q, limit, offset }: { q: string; limit: number; offset: number },
): Promise<ListedTemplate[]> {
  const { rows } = await sql<ListedTemplate>`
    with page as (
      select * from templates
      where tenant_id = ${tenantId} and strpos(lower(name) || ' ' || slug, lower(${q})) > 0
      order by created_at desc, id desc
      limit ${limit} offset ${offset}
    )
    select ${templateColumns}, v.*
    from page, lateral (
      select count(*) as "versionCount", max(published_at) as "publishedAt"
      from template_versions
      where tenant_id = ${tenantId} and template_id = page.id
    ) as v
    order by created_at desc, id desc`.execute(tx);
  return rows;
}

export async function countTemplates(tx: Tx, tenantId: string, q: string): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from templates
    where tenant_id = ${tenantId}
      and strpos(lower(name) || ' ' || slug, lower(${q})) > 0`.execute(tx);
  return rows[0]?.total ?? 0;
}

/** Null keeps what is there. */
export async function updateTemplateRow(
  tx: Tx,
  tenantId: string,
  id: string,
  change: { name: string | null; slug: string | null },
): Promise<TemplateRow | undefined> {
  const { rows } = await sql<TemplateRow>`
    update templates
    set name = coalesce(${change.name}, name), slug = coalesce(${change.slug}, slug),
        updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}
    returning ${templateColumns}`.execute(tx);
  return rows[0];
}

/** Its versions go with it. */
export async function deleteTemplateRow(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`delete from templates where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** The number follows the highest; the template must be locked. */
export async function insertVersion(
  tx: Tx,
  tenantId: string,
  templateId: string,
  version: Content & { id: string },
): Promise<void> {
  await sql`
    insert into template_versions (tenant_id, id, template_id, number, status, subject, html_body,
                                   mjml_body, text_body, variables, locale, locale_group_id)
    select ${tenantId}, ${version.id}, ${templateId}, coalesce(max(number), 0) + 1, 'DRAFT',
           ${version.subject}, ${version.htmlBody}, ${version.mjmlBody},
           ${version.textBody},
           ${JSON.stringify(version.variables)}::jsonb, ${version.locale}, ${version.localeGroupId}
    from template_versions
    where tenant_id = ${tenantId} and template_id = ${templateId}`.execute(tx);
}

export async function countVersions(tx: Tx, tenantId: string, templateId: string): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from template_versions
    where tenant_id = ${tenantId} and template_id = ${templateId}`.execute(tx);
  return rows[0]?.total ?? 0;
}

/** Newest first. */
export async function listVersionRows(
  tx: Tx,
  tenantId: string,
  templateId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<VersionSummary[]> {
  const { rows } = await sql<VersionSummary>`
    select ${summaryColumns} from template_versions
    where tenant_id = ${tenantId} and template_id = ${templateId}
    order by number desc
    limit ${limit} offset ${offset}`.execute(tx);
  return rows;
}

export async function findNewestVersion(
  tx: Tx,
  tenantId: string,
  templateId: string,
): Promise<Version | undefined> {
  const { rows } = await sql<Version>`
    select ${versionColumns} from template_versions
    where tenant_id = ${tenantId} and template_id = ${templateId}
    order by number desc limit 1`.execute(tx);
  return rows[0];
}

export async function findVersionRow(
  tx: Tx,
  tenantId: string,
  versionId: string,
): Promise<Version | undefined> {
  const { rows } = await sql<Version>`
    select ${versionColumns} from template_versions
    where tenant_id = ${tenantId} and id = ${versionId}`.execute(tx);
  return rows[0];
}

/**
 * The newest published version of the template with this slug; `versionId` is null when none is
 * published, undefined when there is no such template.
 */
export async function findNewestPublished(
  tx: Tx,
  tenantId: string,
  slug: string,
): Promise<{ versionId: string | null } | undefined> {
  const { rows } = await sql<{ versionId: string | null }>`
    select (select v.id from template_versions v
            where v.tenant_id = ${tenantId} and v.template_id = t.id and v.status = 'PUBLISHED'
            order by v.published_at desc, v.number desc limit 1) as "versionId"
    from templates t
    where t.tenant_id = ${tenantId} and t.slug = ${slug}`.execute(tx);
  return rows[0];
}

/** Nobody else changes, publishes or deletes the version until the transaction ends. */
export async function lockVersion(
  tx: Tx,
  tenantId: string,
  { id, versionId }: VersionPath,
): Promise<Version | undefined> {
  const { rows } = await sql<Version>`
    select ${versionColumns} from template_versions
    where tenant_id = ${tenantId} and id = ${versionId} and template_id = ${id}
    for update`.execute(tx);
  return rows[0];
}

/** The version can't be unpublished or deleted until the transaction ends; others may hold it too. */
export async function holdVersionRow(
  tx: Tx,
  tenantId: string,
  versionId: string,
): Promise<Version | undefined> {
  const { rows } = await sql<Version>`
    select ${versionColumns} from template_versions
    where tenant_id = ${tenantId} and id = ${versionId}
    for share`.execute(tx);
  return rows[0];
}

export async function updateVersionContent(
  tx: Tx,
  tenantId: string,
  versionId: string,
  content: Content,
): Promise<void> {
  await sql`
    update template_versions
    set subject = ${content.subject}, html_body = ${content.htmlBody},
        mjml_body = ${content.mjmlBody}, text_body = ${content.textBody}, variables = ${JSON.stringify(content.variables)}::jsonb,
        locale = ${content.locale}, locale_group_id = ${content.localeGroupId}, updated_at = now()
    where tenant_id = ${tenantId} and id = ${versionId} and status = 'DRAFT'`.execute(tx);
}

export async function markPublished(
  tx: Tx,
  tenantId: string,
  versionId: string,
  { html, text }: { html: string; text: string },
): Promise<void> {
  await sql`
    update template_versions
    set status = 'PUBLISHED', published_at = now(), updated_at = now(),
        published_html = ${html}, published_text = ${text}
    where tenant_id = ${tenantId} and id = ${versionId} and status = 'DRAFT'`.execute(tx);
}

export async function markDraft(tx: Tx, tenantId: string, versionId: string): Promise<void> {
  await sql`
    update template_versions
    set status = 'DRAFT', published_at = null, published_html = null, published_text = null,
        updated_at = now()
    where tenant_id = ${tenantId} and id = ${versionId} and status = 'PUBLISHED'`.execute(tx);
}

export async function deleteVersionRow(tx: Tx, tenantId: string, versionId: string): Promise<void> {
  await sql`
    delete from template_versions
    where tenant_id = ${tenantId} and id = ${versionId} and status = 'DRAFT'`.execute(tx);
}

/** Whether the id names a group: that of a base version, or one that a variant carries. */
export async function groupExists(tx: Tx, tenantId: string, groupId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from template_versions
      where tenant_id = ${tenantId} and coalesce(locale_group_id, id) = ${groupId}
    ) as found`.execute(tx);
  return rows[0]?.found ?? false;
}

export type Variant = { id: string; locale: Locale | null };

/** The neutral one first. */
export async function listPublishedVariants(
  tx: Tx,
  tenantId: string,
  groupId: string,
): Promise<Variant[]> {
  const { rows } = await sql<Variant>`
    select id, locale from template_versions
    where tenant_id = ${tenantId} and coalesce(locale_group_id, id) = ${groupId}
      and status = 'PUBLISHED'
    order by coalesce(locale, '')`.execute(tx);
  return rows;
}

/**
 * Locks the template's versions and what is published in their groups, in the order of ids. A
 * campaign that is about to use such a group holds its own version (`holdVersionRow`, or its foreign
 * key), which is one of them: so either the check that follows sees the campaign, or the campaign
 * finds the version gone.
 */
export async function lockVersionsAndGroups(
  tx: Tx,
  tenantId: string,
  templateId: string,
): Promise<void> {
  await sql`
    select id from template_versions
    where tenant_id = ${tenantId}
      and (template_id = ${templateId}
           or status = 'PUBLISHED' and coalesce(locale_group_id, id) in (
             select coalesce(locale_group_id, id) from template_versions
             where tenant_id = ${tenantId} and template_id = ${templateId}
               and status = 'PUBLISHED'))
    order by id
    for update`.execute(tx);
}

/** What keeps a version from being taken away. */
export type CampaignUse = { id: string; name: string; status: string };

/** A campaign that refers to this version, whatever its status. */
export async function findCampaignOfVersion(
  tx: Tx,
  tenantId: string,
  versionId: string,
): Promise<CampaignUse | undefined> {
  const { rows } = await sql<CampaignUse>`
    select id, name, status from campaigns
    where tenant_id = ${tenantId} and template_version_id = ${versionId}
    limit 1`.execute(tx);
  return rows[0];
}

/**
 * A campaign, whatever its status, that refers to a version of the template, or to a group that a
 * published version of the template is a variant of.
 */
export async function findCampaignOfTemplate(
  tx: Tx,
  tenantId: string,
  templateId: string,
): Promise<CampaignUse | undefined> {
  const { rows } = await sql<CampaignUse>`
    select c.id, c.name, c.status
    from campaigns c
    join template_versions base on base.tenant_id = ${tenantId} and base.id = c.template_version_id
    where c.tenant_id = ${tenantId} and exists (
      select from template_versions v
      where v.tenant_id = ${tenantId} and v.template_id = ${templateId}
        and (v.id = base.id
             or v.status = 'PUBLISHED'
                and coalesce(v.locale_group_id, v.id) = coalesce(base.locale_group_id, base.id)))
    limit 1`.execute(tx);
  return rows[0];
}

/** A campaign that is, or is about to be, sent with this group of variants. */
export async function findActiveCampaignOfGroup(
  tx: Tx,
  tenantId: string,
  groupId: string,
): Promise<CampaignUse | undefined> {
  const { rows } = await sql<CampaignUse>`
    select c.id, c.name, c.status
    from campaigns c
    join template_versions v on v.tenant_id = ${tenantId} and v.id = c.template_version_id
    where c.tenant_id = ${tenantId} and c.status in ('SCHEDULED', 'SENDING', 'PAUSED')
      and coalesce(v.locale_group_id, v.id) = ${groupId}
    limit 1`.execute(tx);
  return rows[0];
}
