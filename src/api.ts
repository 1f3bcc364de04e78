import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { auditRoutes } from './audit/routes.ts';
import { recordChange } from './audit/service.ts';
import { forgetInCampaigns } from './campaigns/forget.ts';
import type { Sender } from './campaigns/message-program.ts';
import { campaignRoutes } from './campaigns/routes.ts';
import type { DeliverNow } from './campaigns/test-send.ts';
import type { Config } from './config.ts';
import { type ContactDeps, contactRoutes } from './contacts/routes.ts';
import { forgetInSegments } from './contacts/segments/forget.ts';
import { segmentRoutes } from './contacts/segments/routes.ts';
import type { Database } from './db/database.ts';
import { type DueClock, databaseTime } from './db/due-clock.ts';
import { showHeld } from './delivery/heartbeat.ts';
import { forgetPerson as forgetEmails } from './emails/forget.ts';
import { messagesOf } from './emails/person-log.ts';
import { emailRoutes } from './emails/routes.ts';
import { forgetPerson as forgetHits } from './engagement/forget.ts';
import { hitsOf } from './engagement/hits-of.ts';
import { eventsOf, forgetPerson as forgetEvents } from './events/service.ts';
import { dashboardRoutes } from './http/dashboard.ts';
import { healthRoutes } from './http/health.ts';
import { referenceRoutes } from './http/reference.ts';
import { countInDatabase } from './http/request-counts.ts';
import { createServer } from './http/server.ts';
import { importRoutes } from './imports/routes.ts';
import { forgetPerson as forgetImported } from './imports/service.ts';
import { domainOf } from './lib/address.ts';
import { systemClock } from './lib/clock.ts';
import type { Sealer } from './lib/seal.ts';
import { forgetPerson as forgetLinks } from './links/service.ts';
import { memberRoutes } from './members/routes.ts';
import { listTenantsOf } from './members/service.ts';
import { forgetRecipient } from './messages/forget.ts';
import { outboxMessageRoutes } from './outbox/message-routes.ts';
import { outboxRoutes } from './outbox/routes.ts';
import type { DomainRecords } from './projects/domain-records.ts';
import { projectRoutes } from './projects/routes.ts';
import { createAccessTokens } from './sessions/access-token.ts';
import { createSessionAuthenticate } from './sessions/service.ts';
import { startPageRoutes } from './start-page.ts';
import { suppressionRoutes } from './suppressions/routes.ts';
import {
  forgetPerson as forgetSuppressed,
  liftUnsubscribe,
  suppressionOf,
} from './suppressions/service.ts';
import { templateRoutes } from './templates/routes.ts';
import { tenantRoutes } from './tenants/routes.ts';
import { createAuthenticate } from './tenants/service.ts';
import type { MaySendFrom } from './tenants/settings.ts';
import { showQuota } from './tenants/show-quota.ts';
import { trackingRoutes } from './tracking/routes.ts';
import { authRoutes } from './users/routes.ts';
import { webhookRoutes } from './webhooks/routes.ts';
import { forgetPerson as forgetDeliveries } from './webhooks/service.ts';

export type ApiDeps = {
  config: Config;
  log: Logger;
  db: Database;
  sealer: Sealer;
  /** The instance's key for the hashes of suppressed addresses. */
  suppressionKey: Buffer;
  /** The instance's key for access tokens and recovery codes. */
  sessionKey: Buffer;
  sender: Sender;
  deliverNow: DeliverNow;
  /** What time it is for schedules; the database's unless given. */
  dueClock?: DueClock | undefined;
  domains: DomainRecords;
  /** The host of SMTP_URL, or null. */
  smtpHost: string | null;
  /** See EmailDeps. */
  syncSeconds?: number | undefined;
  outboxDir: string;
  /** Whether the worker of this process runs, or it has none. */
  isReady(): boolean;
};

/** The server with every route on it, not listening yet. openapi.json is made from this. */
export async function createApi(deps: ApiDeps): Promise<FastifyInstance> {
  const { config, db, log, sealer, sender, suppressionKey, outboxDir } = deps;
  const { publicUrl, allowPrivateHosts, rateLimitPerMinute, corsOrigins, version } = config;
  const tokens = createAccessTokens(deps.sessionKey, systemClock);
  const keys = createAuthenticate(db);
  const sessions = createSessionAuthenticate(db, tokens);
  const server = await createServer({
    authenticate: async (credential, tenantId) =>
      (await keys(credential, tenantId)) ?? sessions(credential, tenantId),
    log,
    rateLimitPerMinute,
    countRequest: countInDatabase(db),
    corsOrigins,
    version,
    recordChange,
  });
  showQuota(server, db);
  const { signer } = sender;
  await server.register(healthRoutes(db, deps.isReady, showHeld));
  await server.register(referenceRoutes());
  const login = { db, sealer, recoveryKey: deps.sessionKey, clock: systemClock };
  const tenantsOf = (userId: string) => listTenantsOf(db, userId);
  await server.register(authRoutes({ ...login, tokens, publicUrl, tenantsOf }));
  await server.register(memberRoutes(login));
  await server.register(tenantRoutes({ db, sealer, maySendFrom: ofInstance(sender) }));
  await server.register(auditRoutes({ db }));
  await server.register(contactRoutes(contactDeps(deps)));
  await server.register(importRoutes({ db, maxBytes: config.importMaxMb * 1_000_000 }));
  await server.register(segmentRoutes({ db, suppressionKey }));
  await server.register(
    projectRoutes({ db, sealer, allowPrivateHosts, ownDomain: domainOf(sender.from.address) }),
  );
  await server.register(suppressionRoutes({ db, suppressionKey }));
  await server.register(templateRoutes({ db }));
  await server.register(campaignRoutes({ ...deps, clock: deps.dueClock ?? databaseTime }));
  await server.register(emailRoutes({ db, suppressionKey, sender, syncSeconds: deps.syncSeconds }));
  await server.register(
    trackingRoutes({ db, signer, suppressionKey, publicUrl, clock: systemClock, log }),
  );
  await server.register(webhookRoutes({ db, sealer, allowPrivateHosts, version }));
  await server.register(startPageRoutes(isLocal(config)));
  await server.register(dashboardRoutes());
  await server.register(
    outboxMessageRoutes({ dir: outboxDir, takesLiveMail: deps.smtpHost === null }),
  );
  await server.register(outboxRoutes, { dir: outboxDir, allow: () => isLocal(config) });
  return server;
}

/** Contacts stand above the nouns that also know a person: what these do is handed in. */
function contactDeps({ db, suppressionKey, sender }: ApiDeps): ContactDeps {
  const domain = domainOf(sender.from.address);
  return {
    db,
    suppressionKey,
    known: {
      suppression: (tx, tenantId, person) => suppressionOf(tx, tenantId, suppressionKey, person),
      messages: (tx, tenantId, person, limit) =>
        messagesOf(tx, tenantId, person, { limit, domain }),
      events: eventsOf,
      hits: hitsOf,
    },
    forget: [
      (tx, tenantId, person) => forgetSuppressed(tx, tenantId, suppressionKey, person),
      forgetRecipient,
      forgetHits,
      forgetLinks,
      forgetEmails,
      forgetDeliveries,
      forgetEvents,
      forgetImported,
      forgetInSegments,
      forgetInCampaigns,
    ],
    liftUnsubscribe: (tx, tenantId, emails) =>
      liftUnsubscribe(tx, tenantId, suppressionKey, emails),
  };
}

/** Until a tenant has domains of its own, it sends from that of the instance. */
function ofInstance(sender: Sender): MaySendFrom {
  return async (_tx, _tenantId, domain) => domain === domainOf(sender.from.address);
}

/** The outbox shows everybody's mail: only where nobody but the developer can reach it. */
function isLocal({ host, publicUrl }: Config): boolean {
  const hosts = [host, new URL(publicUrl).hostname];
  return hosts.every((name) => ['127.0.0.1', '::1', '[::1]', 'localhost'].includes(name));
}
