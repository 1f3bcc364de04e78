import type { Tx } from '../db/database.ts';
import type { DueClock } from '../db/due-clock.ts';
import type { Principal } from '../http/access.ts';
import { invalidField } from '../lib/errors.ts';
import { type Campaign, statesBefore } from './campaign.ts';
import { type PreflightDeps, requireReady } from './preflight/service.ts';
import { requireQuota } from './quota.ts';
import { readScheduleTime, readWallTime } from './schedule-time.ts';
import { enqueueStart } from './send.ts';
import { getCampaign, lockCampaign, requireState } from './service.ts';
import { type Appointment, type CampaignRow, setScheduled } from './store.ts';
import { type DeliverAt, type IfPassed, nextLook, waveTimes } from './wave.ts';
import { peopleByZone } from './zones.ts';

export type ScheduleInput = {
  scheduledAt: string;
  timezone?: string | null;
  deliverAt?: DeliverAt;
  ifPassed?: IfPassed;
};

/**
 * DRAFT or SCHEDULED → SCHEDULED (again = another time). With `deliverAt: "recipient"` at that wall time
 * in each contact's zone; it starts with the first wave, which may be the moment of this call: somebody
 * whose moment has passed gets it at once, unless they are to be skipped. Throws 400 for a wrong zone, an
 * offset where there has to be none, or a time that isn't ahead by the database's clock (anywhere), 409
 * in another state, 422 with every finding that blocks but an empty audience (people may come until then),
 * 429 when today's audience doesn't fit the quota of that month.
 */
export async function scheduleCampaign(
  tx: Tx,
  principal: Principal,
  id: string,
  input: ScheduleInput,
  deps: PreflightDeps & { clock: DueClock },
): Promise<Campaign> {
  const { tenantId, mode } = principal;
  const { suppressionKey, clock } = deps;
  const row = await lockCampaign(tx, tenantId, id);
  requireState(row, 'scheduled', statesBefore('SCHEDULED'));
  const now = await clock(tx);
  const appointment = readAppointment(row, input, now);
  const { instant, passedUntil } = appointment;
  if (!passedUntil && instant <= now) {
    throw invalidField('scheduledAt', `lies in the past (${instant.toISOString()})`);
  }
  await requireReady(tx, deps, principal, row, { takesEmpty: true });
  if (passedUntil) await requireWaveAhead(tx, tenantId, row, appointment, suppressionKey);
  await requireQuota(tx, tenantId, { ...row, mode }, suppressionKey, instant);
  await setScheduled(tx, tenantId, id, { ...appointment, mode });
  const runAt = passedUntil ? firstLook(appointment.local, now) : instant;
  await enqueueStart(tx, tenantId, id, runAt);
  return getCampaign(tx, tenantId, id);
}

function readAppointment(row: CampaignRow, input: ScheduleInput, now: Date): Appointment {
  const { scheduledAt, deliverAt = 'instant', ifPassed } = input;
  const timezone = input.timezone ?? row.timezone ?? 'UTC';
  if (deliverAt === 'instant') {
    if (ifPassed) throw invalidField('ifPassed', 'goes with deliverAt "recipient" only');
    const time = readScheduleTime(scheduledAt, timezone);
    return { ...time, timezone, deliverAt, ifPassed: 'send', passedUntil: null };
  }
  const local = readWallTime(scheduledAt);
  const { instant } = readScheduleTime(local, timezone);
  return { instant, local, timezone, deliverAt, ifPassed: ifPassed ?? 'send', passedUntil: now };
}

/** At least one person's moment has to be ahead; in an audience of nobody, that of the campaign's zone. */
async function requireWaveAhead(
  tx: Tx,
  tenantId: string,
  row: CampaignRow,
  { local, timezone, passedUntil, instant }: Appointment,
  suppressionKey: Buffer,
): Promise<void> {
  const people = await peopleByZone(tx, tenantId, row, timezone, suppressionKey);
  const lived = [...people.keys()].filter((zone) => people.get(zone)! > 0);
  const waves = waveTimes(local, lived.length > 0 ? lived : [timezone]);
  const last = waves.at(-1)?.dueAt ?? instant;
  if (last > passedUntil!) return;
  const where = 'in the time zone of everybody in the audience';
  throw invalidField(
    'scheduledAt',
    `lies in the past ${where} (the last is ${last.toISOString()})`,
  );
}

/** Now, once some zone's moment may have passed. */
function firstLook(wall: string, now: Date): Date | null {
  const first = nextLook(wall, new Date(0));
  return first !== null && first > now ? first : null;
}
