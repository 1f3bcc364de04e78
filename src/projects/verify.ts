import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { PressrunError } from '../lib/errors.ts';
import { verifyRelay } from '../smtp/verify-relay.ts';
import { adviceFor } from './advice.ts';
import type { ProjectInput } from './project.ts';
import { loadRelay, relayLookup, targetOf } from './relay.ts';
import { getProject, type ProjectRules } from './service.ts';
import { applyInput } from './settings.ts';

/**
 * Holds a real SMTP conversation with a project's server, or with what it would be after `change`, which
 * isn't kept. Sends no mail. 400 as for a change of the project, 404 when it isn't there, 422 when there is
 * no server to speak to.
 */
export async function verifyProject(
  { db, ...rules }: ProjectRules & { db: Database },
  tenantId: string,
  id: string,
  change: ProjectInput,
) {
  const project = await inTenant(db, tenantId, (tx) => getProject(tx, tenantId, id));
  const { settings, password } = applyInput(project, change, rules);
  const stored = password === undefined ? await loadRelay(db, rules.sealer, tenantId, id) : null;
  const target = targetOf(settings, password ?? stored?.target.password ?? null);
  if (!target) {
    const message =
      'The project has no SMTP server of its own: its mail goes by the instance’s relay';
    throw new PressrunError('unprocessable', message, [{ path: 'host', message: 'is not set' }]);
  }
  const { fault, step, lines } = await verifyRelay(target, {
    lookup: relayLookup(rules.allowPrivateHosts),
  });
  const advice = fault === null ? null : adviceFor(step, settings);
  return { ok: fault === null, step, reason: fault, advice, lines };
}
