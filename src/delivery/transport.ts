import type { LookupFunction } from 'node:net';
import type { Database } from '../db/database.ts';
import type { Sealer } from '../lib/seal.ts';
import { loadRelay, relayLookup } from '../projects/relay.ts';
import { parseSmtpTarget, type SmtpTarget } from '../smtp/target.ts';
import type { RelayRef } from './store.ts';

/** A way out: its own lane with its own connections and its own bad days. */
export type Route = {
  key: string;
  target: SmtpTarget;
  /** Null: the instance's relay, which all tenants share. */
  tenantId: string | null;
  mode: 'live' | 'test';
  /** The project whose own relay it is. */
  relay: (RelayRef & { name: string }) | null;
  /** How its host is looked up; null: as the system does. */
  lookup: LookupFunction | null;
};

/** Whose mail of which mode goes by which project's relay; null: by none of its own. */
export type Way = { tenantId: string; mode: 'live' | 'test'; relay: RelayRef | null };

/** Which way mail goes. Mail of an `mc_test_` key never leaves the outbox. */
export type Routes = {
  keyOf(way: Way): string;
  /** Null when the project's relay isn't what it was a moment ago: whoever asks looks again. */
  routeOf(way: Way): Promise<Route | null>;
};

export type RoutesOptions = {
  db: Database;
  sealer: Sealer;
  /** The instance's relay for live mail of projects without one; null: each tenant's outbox. */
  smtpUrl: string | null;
  outboxUrl: (tenantId: string) => string;
  /** Whether tenants' hosts may be private ones (P29). The instance's own may always. */
  allowPrivateHosts: boolean;
};

export function createRoutes(options: RoutesOptions): Routes {
  const { smtpUrl, outboxUrl } = options;
  const instance = smtpUrl === null ? null : parseSmtpTarget(smtpUrl);
  const keyOf = ({ tenantId, mode, relay }: Way): string => {
    if (mode === 'live' && relay) {
      return `project ${tenantId} ${relay.projectId} ${relay.version}`;
    }
    return mode === 'live' && instance ? 'relay' : `outbox ${tenantId} ${mode}`;
  };
  return {
    keyOf,
    routeOf: async (way) => {
      const { tenantId, mode, relay } = way;
      const key = keyOf(way);
      const shared = { key, mode, relay: null, lookup: null };
      if (mode === 'live' && relay) return projectRoute(options, key, tenantId, relay);
      if (mode === 'live' && instance) return { ...shared, target: instance, tenantId: null };
      return { ...shared, target: parseSmtpTarget(outboxUrl(tenantId)), tenantId };
    },
  };
}

async function projectRoute(
  { db, sealer, allowPrivateHosts }: RoutesOptions,
  key: string,
  tenantId: string,
  ref: RelayRef,
): Promise<Route | null> {
  const loaded = await loadRelay(db, sealer, tenantId, ref.projectId);
  if (loaded?.relayVersion !== ref.version) return null;
  const { name, target } = loaded;
  const lookup = relayLookup(allowPrivateHosts) ?? null;
  return { key, target, tenantId, mode: 'live', relay: { ...ref, name }, lookup };
}
