import type { RawBuilder, SqlBool } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { type FieldError, PressrunError } from '../../lib/errors.ts';
import { type HeldProject, holdProject } from '../../projects/service.ts';
import {
  findPublishedVersion,
  type holdPublishedVersion,
  type PublishedVersion,
} from '../../templates/service.ts';
import { findTenant, type TenantRow } from '../../tenants/service.ts';
import { campaignAudience } from '../ready.ts';
import { type LocaleRoutes, routeLocales } from '../route-locales.ts';
import type { CampaignRow } from '../service.ts';

/** For whom a campaign is looked at. */
export type Asker = { tenantId: string; mode: 'live' | 'test' };

/** What a pre-flight looks at, as it is stored. */
export type Subject = Asker & {
  campaign: CampaignRow;
  tenant: TenantRow;
  /** Null: none; undefined: the named one is gone. */
  project: HeldProject | null | undefined;
  /** The published version that the campaign names, with the way to the others; null: there is none. */
  version: PublishedVersion | null;
  routes: LocaleRoutes | null;
  /** That version and all variants that anybody could get, by their ids. */
  versions: ReadonlyMap<string, PublishedVersion>;
  /** Null: the filter asks for people who opted out, or names a segment that is gone. */
  audience: RawBuilder<SqlBool> | null;
  /** The field of the campaign because of which there is no audience; null: there is one. */
  audienceFault: FieldError | null;
};

/** `hold`: `holdPublishedVersion`, where the version has to stay published until the transaction ends. */
export async function loadSubject(
  tx: Tx,
  { tenantId, mode }: Asker,
  campaign: CampaignRow,
  hold: typeof holdPublishedVersion = findPublishedVersion,
): Promise<Subject> {
  const { templateVersionId, projectId } = campaign;
  const version = templateVersionId ? await hold(tx, tenantId, templateVersionId) : null;
  const routes = version && (await routeLocales(tx, tenantId, version));
  return {
    ...{ tenantId, mode, campaign, version, routes },
    tenant: await findTenant(tx, tenantId),
    project: await holdProject(tx, tenantId, projectId),
    versions: await loadVersions(tx, tenantId, version, routes),
    ...(await findAudience(tx, tenantId, campaign)),
  };
}

async function findAudience(
  tx: Tx,
  tenantId: string,
  campaign: CampaignRow,
): Promise<Pick<Subject, 'audience' | 'audienceFault'>> {
  try {
    return { audience: await campaignAudience(tx, tenantId, campaign), audienceFault: null };
  } catch (error) {
    if (!(error instanceof PressrunError)) throw error;
    return { audience: null, audienceFault: error.errors[0]! };
  }
}

async function loadVersions(
  tx: Tx,
  tenantId: string,
  version: PublishedVersion | null,
  routes: LocaleRoutes | null,
): Promise<Map<string, PublishedVersion>> {
  const versions = new Map<string, PublishedVersion>();
  if (!version || !routes) return versions;
  versions.set(version.id, version);
  for (const id of new Set([routes.baseVersionId, ...Object.values(routes.variants)])) {
    const variant = versions.get(id) ?? (await findPublishedVersion(tx, tenantId, id));
    if (variant) versions.set(id, variant);
  }
  return versions;
}
