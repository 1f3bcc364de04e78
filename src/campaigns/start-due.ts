import type { Logger } from 'pino';
import type { Tx } from '../db/database.ts';
import type { DueClock } from '../db/due-clock.ts';
import { recordEvents } from '../events/service.ts';
import { PressrunError } from '../lib/errors.ts';
import { isTimeZone } from '../lib/time-zone.ts';
import { type PreflightDeps, requireReady } from './preflight/service.ts';
import { requireQuota } from './quota.ts';
import { campaignAudience } from './ready.ts';
import { LATEST_START_SECONDS } from './schedule-time.ts';
import { enqueueStart, startSending } from './send.ts';
import { type CampaignRow, lockCampaignRow, setGone, setMissed, setPassedUntil } from './store.ts';
import { couldStart, nextLook, startsAt, waveTimes } from './wave.ts';
import { listZones, zonesWithPeople } from './wave-store.ts';
import { waveSchedule } from './zones.ts';

type StartDeps = PreflightDeps & { log: Logger; clock: DueClock };

const HELD_LOOK_MS = 30_000;

/**
 * Starts a campaign whose time has come, once: the row is locked and its state checked. One that is held
 * waits for a person's word, and isn't missed meanwhile (P13).
 */
export async function startDueCampaign(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  deps: StartDeps,
): Promise<void> {
  const row = await lockCampaignRow(tx, tenantId, campaignId);
  if (row?.status !== 'SCHEDULED' || row.missedAt) return;
  try {
    await startIfDue(tx, tenantId, row, deps);
  } catch (error) {
    if (!(error instanceof PressrunError)) throw error;
    deps.log.warn({ campaignId, reason: error.message }, 'scheduled campaign can not start');
    await setMissed(tx, tenantId, campaignId, error.message);
  }
}

async function startIfDue(
  tx: Tx,
  tenantId: string,
  row: CampaignRow,
  deps: StartDeps,
): Promise<void> {
  const { suppressionKey, clock } = deps;
  const { passedUntil } = row;
  const now = await clock(tx);
  if (row.heldAt) return waitForWord(tx, tenantId, row.id, now);
  const since = await dueSince(tx, tenantId, row, now, suppressionKey);
  if (since === null || since > now) return;
  if (+now - +since > LATEST_START_SECONDS * 1_000) return miss(tx, tenantId, row);
  await requireReady(tx, deps, { tenantId, mode: row.mode }, row, { takesEmpty: true });
  await requireQuota(tx, tenantId, row, suppressionKey);
  await startSending(tx, tenantId, row, row.mode);
  // It began in time: how long the freeze takes makes no wave late.
  if (passedUntil) await setGone(tx, tenantId, row.id, { now, passedUntil });
}

/** Looks again in half a minute, by the same clock. */
function waitForWord(tx: Tx, tenantId: string, campaignId: string, now: Date): Promise<void> {
  return enqueueStart(tx, tenantId, campaignId, new Date(+now + HELD_LOOK_MS));
}

/** Since when it could have been started; null when that is still to come, and a later look sees. */
async function dueSince(
  tx: Tx,
  tenantId: string,
  row: CampaignRow,
  now: Date,
  suppressionKey: Buffer,
): Promise<Date | null> {
  if (row.deliverAt === 'instant') return row.scheduledAt;
  const since = await firstWave(tx, tenantId, row, now, suppressionKey);
  return since ?? lookAgain(tx, tenantId, row, now);
}

/**
 * Since when the first wave could have begun: the campaign's own, or one of a zone in which somebody
 * lives; null when none is due.
 */
async function firstWave(
  tx: Tx,
  tenantId: string,
  row: CampaignRow,
  now: Date,
  suppressionKey: Buffer,
): Promise<Date | null> {
  const schedule = waveSchedule(row);
  const known = (await listZones(tx, tenantId)).filter(isTimeZone);
  const zones = new Set([schedule.home, ...known]);
  const due = waveTimes(schedule.wall, zones).filter(({ dueAt }) => startsAt(dueAt, now, schedule));
  if (due.length === 0) return null;
  const audience = await campaignAudience(tx, tenantId, row);
  const names = due.map(({ timezone }) => timezone);
  const lived = await zonesWithPeople(tx, tenantId, names, audience, suppressionKey);
  const first = due.find(({ timezone }) => timezone === schedule.home || lived.includes(timezone));
  return first ? couldStart(first.dueAt, schedule) : null;
}

/**
 * No wave is due: the campaign looks again when the next one can be. Once the wall time has passed all
 * over the world there is nobody left to wait for, and it runs with those who are to be skipped.
 */
async function lookAgain(
  tx: Tx,
  tenantId: string,
  { id, scheduledLocal }: CampaignRow,
  now: Date,
): Promise<Date | null> {
  const runAt = nextLook(scheduledLocal!, now);
  if (runAt === null) return now;
  await setPassedUntil(tx, tenantId, id, now);
  await enqueueStart(tx, tenantId, id, runAt);
  return null;
}

async function miss(tx: Tx, tenantId: string, row: CampaignRow): Promise<void> {
  const rest = row.deliverAt === 'recipient' ? '; waves that are to come keep their time' : '';
  const reason = `Its time passed over an hour ago while nothing ran; \`send\` starts it now${rest}`;
  await setMissed(tx, tenantId, row.id, reason);
  const data = { campaignId: row.id, name: row.name, scheduledAt: row.scheduledAt };
  await recordEvents(tx, tenantId, [{ type: 'campaign.missed', data, campaignId: row.id }]);
}
