import { parseSmtpTarget, type SmtpTarget } from '../smtp/target.ts';

/** A way out: its own lane with its own connections and its own bad days. */
export type Route = {
  key: string;
  target: SmtpTarget;
  tenantId: string | null;
  mode: 'live' | 'test';
};

/** Which way a campaign's mail goes. Mail of an `mc_test_` key never leaves the outbox. */
export type Routes = (tenantId: string, mode: 'live' | 'test') => Route;

/** The instance's routes: SMTP_URL for live mail when it is set, else each tenant's outbox. */
export function createRoutes(
  smtpUrl: string | null,
  outboxUrl: (tenantId: string) => string,
): Routes {
  const relay = smtpUrl === null ? null : parseSmtpTarget(smtpUrl);
  return (tenantId, mode) => {
    if (relay && mode === 'live') return { key: 'relay', target: relay, tenantId: null, mode };
    const target = parseSmtpTarget(outboxUrl(tenantId));
    return { key: `outbox ${tenantId} ${mode}`, target, tenantId, mode };
  };
}
