import type { Figure, Latency } from './figure.ts';
import { UNKNOWN_ACCOUNT, WRONG_PASSWORD } from './scenarios/login.ts';
import { TARGETS } from './settings.ts';
import { spreadOf } from './statistics.ts';
import { byName } from './table.ts';

type Verdict = { text: string; reached: boolean };

/** The numbers to reach, for those that were measured in this run: one line each. */
export function targetLines(figures: Figure[], latencies: Latency[], ledgerRows: number): string[] {
  return [
    ratio(figures, 'engine', 'raw', TARGETS.engineToRaw),
    ratio(figures, 'engine', 'baseline', TARGETS.engineToBaseline),
    ratio(figures, 'engine, STARTTLS', 'raw, STARTTLS', null),
    memory(figures),
    fanOut(figures),
    claims(latencies, ledgerRows),
  ].flatMap((verdict) => (verdict ? [line(verdict)] : []));
}

/** What a campaign beside them may cost the API's answers; one line for each kind of request. */
export function apiTargetLines(latencies: Latency[]): string[] {
  const RUNNING = ', while a campaign runs';
  return latencies
    .filter(({ name }) => name.endsWith(RUNNING))
    .map(({ name, p95 }) => {
      const alone = latencies.find((one) => one.name === name.replace(RUNNING, ', alone'))!;
      const text = `${name}: p95 ${p95.toFixed(1)} ms, ${(p95 / alone.p95).toFixed(1)} times that alone`;
      return line({
        text: `${text}, to reach: ≤ ${TARGETS.apiP95Ms} ms`,
        reached: p95 <= TARGETS.apiP95Ms,
      });
    });
}

/** Counts of segments that indexes answer. */
export function segmentTargetLines(latencies: Latency[]): string[] {
  return latencies
    .filter(({ name }) => name.startsWith('segment count') && !name.includes('not indexed'))
    .map(({ name, p95 }) =>
      line({
        text: `${name}: p95 ${p95.toFixed(1)} ms, to reach: ≤ ${TARGETS.segmentCountP95Ms} ms`,
        reached: p95 <= TARGETS.segmentCountP95Ms,
      }),
    );
}

/** Whether refused logins tell by their time if the account is there (P22). */
export function loginTargetLines(latencies: Latency[]): string[] {
  const [known, unknown] = [WRONG_PASSWORD, UNKNOWN_ACCOUNT].map((name) =>
    latencies.find((one) => one.name === name),
  );
  if (!known || !unknown) return [];
  const apart = Math.abs(known.p50 - unknown.p50);
  const text = `refused logins: medians ${apart.toFixed(1)} ms apart, to reach: < ${TARGETS.loginsApartMs} ms`;
  return [line({ text, reached: apart < TARGETS.loginsApartMs })];
}

/** Per round, then the median: what slows the machine down for a minute slows down both. */
function ratio(
  figures: Figure[],
  name: string,
  other: string,
  target: number | null,
): Verdict | null {
  const [mine, theirs] = [name, other].map((one) => speeds(figures, one));
  if (!mine || !theirs) return null;
  const { median, least, most } = spreadOf(mine.map((speed, i) => speed / theirs[i]!));
  const spread = `${median.toFixed(2)} (${least.toFixed(2)} – ${most.toFixed(2)})`;
  if (target === null) return { text: `${name} ÷ ${other}: ${spread}`, reached: true };
  return {
    text: `${name} ÷ ${other}: ${spread}, to reach: ${target}`,
    reached: median >= target,
  };
}

function memory(figures: Figure[]): Verdict | null {
  const large = figures.filter(({ name }) => name === 'engine, 1 M recipients');
  if (large.length === 0) return null;
  const megabytes = spreadOf(large.map(({ peakBytes }) => peakBytes / 1024 ** 2)).median;
  return {
    text: `peak RSS of a worker at 1 M recipients: ${megabytes.toFixed(0)} MB, to reach: ≤ ${TARGETS.peakMegabytes} MB`,
    reached: megabytes <= TARGETS.peakMegabytes,
  };
}

function fanOut(figures: Figure[]): Verdict | null {
  const rounds = speeds(figures, 'fan-out alone');
  if (!rounds) return null;
  const { median } = spreadOf(rounds);
  return {
    text: `fan-out: ${Math.round(median).toLocaleString('en')} rows/s, to reach: ${TARGETS.fanOutRows.toLocaleString('en')}`,
    reached: median >= TARGETS.fanOutRows,
  };
}

function claims(latencies: Latency[], ledgerRows: number): Verdict | null {
  const measured = latencies.filter(({ name }) => name.startsWith('claim'));
  if (measured.length === 0) return null;
  const all = measured.map(({ name, p95 }) => `${name} ${p95.toFixed(1)} ms`);
  return {
    text: `p95 with ${ledgerRows.toLocaleString('en')} ledger rows: ${all.join(', ')}, to reach: ≤ ${TARGETS.claimP95Ms} ms at 10 M`,
    reached: measured.every(({ p95 }) => p95 <= TARGETS.claimP95Ms),
  };
}

function speeds(figures: Figure[], name: string): number[] | null {
  const rounds = byName(figures).find(([first]) => first?.name === name);
  return rounds?.map(({ count, seconds }) => count / seconds) ?? null;
}

function line({ text, reached }: Verdict): string {
  return `- ${reached ? '' : '**short** '}${text}`;
}
