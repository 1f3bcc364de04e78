import { addTenant, loadPeople, publish, type Tenant } from './audience.ts';
import type { Figure, Latency } from './figure.ts';
import type { Instance } from './instance.ts';
import type { Options, Scenario } from './options.ts';
import { latencyOf } from './pace.ts';
import { runApi, type Samples } from './scenarios/api.ts';
import { runEngine } from './scenarios/engine.ts';
import { runImport } from './scenarios/import.ts';
import { CSV_FILE, NDJSON_FILE, runFileImport } from './scenarios/import-file.ts';
import { runClaims, runFanOut } from './scenarios/ledger.ts';
import { runLogin } from './scenarios/login.ts';
import { runSegmentCounts, runSegmentFanOut } from './scenarios/segments.ts';
import { runBaseline, runRaw } from './scenarios/senders.ts';
import { hasSingleSends, runSingleSends } from './scenarios/single-sends.ts';
import { SINGLE_SENDS } from './settings.ts';
import { type Sink, startBundled } from './start-sink.ts';

export type Outcome = {
  figures: Figure[];
  /** Single statements, with this many rows in the ledger. */
  latencies: Latency[];
  ledgerRows: number;
  apiLatencies: Latency[];
  /** What was asked for and can't be measured in this checkout: a sentence each. */
  skipped: string[];
};

/** The people that mail goes to, and what they get. */
type Subject = { instance: Instance; tenant: Tenant; versionId: string; count: number };

const LARGE_AUDIENCE = 1_000_000;
const LARGE_LEDGER = 10_000_000;
/** nodemailer is some ten times slower; this many take it as long as the others. */
const BASELINE_SHARE = 0.1;
const IMPORTED = 50_000;
/** What the engine claims at least and at most (src/delivery/speed.ts). */
const CLAIM_SIZES = [100, 750];

/** Runs what was asked for, round by round, so that a slow minute of the machine hits all rows alike. */
export async function runAll(options: Options, instance: Instance, sink: Sink): Promise<Outcome> {
  const wants = (name: Scenario) => options.only.includes(name);
  const subject = await prepareSubject(instance, 'Newsletter', options.recipients);
  const figures: Figure[] = [];
  const samples: Samples = new Map();
  const { singles, skipped } = await prepareSingles(instance, wants);
  const add = (...made: Figure[]) => {
    for (const figure of made) tell(figure);
    figures.push(...made);
  };
  for (let round = 1; round <= options.rounds; round += 1) {
    console.error(`round ${round} of ${options.rounds}`);
    await runSenders(subject, sink, wants, add);
    if (wants('starttls')) await runStartTls(subject, add);
    if (wants('fan-out')) add(await runFanOut('fan-out alone', subject));
    if (wants('import')) await runImports(instance, sink, options.recipients, add);
    if (wants('api')) addSamples(samples, await runApi(subject, sink, singles));
    if (wants('singles') && singles) {
      const count = Math.min(SINGLE_SENDS, options.recipients);
      add(...(await runSingleSends(instance, singles, sink, count)));
    }
  }
  if (wants('login')) addSamples(samples, await runLogin(instance));
  const isLarge = options.large && (wants('engine') || wants('segments'));
  const large = isLarge ? await prepareSubject(instance, 'Large', LARGE_AUDIENCE) : null;
  if (large && wants('engine')) await runLarge(large, sink, add);
  if (wants('segments')) {
    addSamples(samples, await runSegmentCounts(large ?? subject));
    add(await runSegmentFanOut(large ?? subject));
  }
  if (options.large && wants('import')) {
    const file = { instance, sink, count: LARGE_AUDIENCE, format: CSV_FILE };
    add(await runFileImport({ ...file, name: 'import, streamed, 1 M rows' }));
  }
  const apiLatencies = [...samples].map(([name, times]) => latencyOf(name, times));
  const measured = { figures, apiLatencies, skipped };
  if (!wants('claim')) return { ...measured, latencies: [], ledgerRows: 0 };
  const { latencies, rows } = await runClaimsFrom(subject, options.large);
  return { ...measured, latencies, ledgerRows: rows };
}

type Add = (...figures: Figure[]) => void;
type Wants = (name: Scenario) => boolean;

async function runSenders(subject: Subject, sink: Sink, wants: Wants, add: Add): Promise<void> {
  const { count } = subject;
  if (wants('raw')) add(await runRaw('raw', sink, count));
  if (wants('engine')) add(await runEngine({ ...subject, sink, name: 'engine', workers: 1 }));
  if (wants('baseline'))
    add(await runBaseline('baseline', sink, Math.ceil(count * BASELINE_SHARE)));
  if (!wants('workers')) return;
  for (const workers of [2, 4]) {
    add(await runEngine({ ...subject, sink, name: `engine, ${workers} workers`, workers }));
  }
}

async function runImports(instance: Instance, sink: Sink, most: number, add: Add): Promise<void> {
  const count = Math.min(IMPORTED, most);
  add(...(await runImport(instance, count)));
  const run = { instance, sink, count };
  add(await runFileImport({ ...run, format: NDJSON_FILE, name: 'import, streamed' }));
  add(await runFileImport({ ...run, format: CSV_FILE, name: 'import, streamed, 5 columns' }));
}

async function runStartTls(subject: Subject, add: Add): Promise<void> {
  const sink = await startBundled(true);
  try {
    add(await runRaw('raw, STARTTLS', sink, subject.count));
    add(await runEngine({ ...subject, sink, name: 'engine, STARTTLS', workers: 1 }));
  } finally {
    await sink.stop();
  }
}

/** Once: five times the audience; the speed and above all the memory must stay what they were. */
async function runLarge(large: Subject, sink: Sink, add: Add): Promise<void> {
  add(await runEngine({ ...large, sink, name: 'engine, 1 M recipients', workers: 1 }));
}

async function runClaimsFrom(subject: Subject, large: boolean) {
  const smallest = Math.min(...CLAIM_SIZES);
  const sizes = CLAIM_SIZES.filter((size) => size === smallest || size * 40 <= subject.count);
  const samples = Math.floor((subject.count * 0.8) / sizes.reduce((sum, size) => sum + size, 0));
  console.error(large ? 'claims; writing 10 M ledger rows' : 'claims');
  return runClaims(subject, large ? LARGE_LEDGER : 0, sizes, Math.min(samples, 200));
}

async function prepareSubject(instance: Instance, name: string, count: number): Promise<Subject> {
  console.error(`writing ${count} contacts`);
  const tenant = await addTenant(instance, name);
  await loadPeople(instance, tenant, 0, count);
  return { instance, tenant, versionId: await publish(tenant), count };
}

/** The tenant that sends single mails, so that its log holds nothing else; null without the route. */
async function prepareSingles(
  instance: Instance,
  wants: Wants,
): Promise<{ singles: Tenant | null; skipped: string[] }> {
  if (!wants('api') && !wants('singles')) return { singles: null, skipped: [] };
  if (await hasSingleSends(instance)) {
    return { singles: await addTenant(instance, 'Singles'), skipped: [] };
  }
  const skipped = 'single sends: this checkout has no POST /emails/send';
  console.error(`SKIPPED: ${skipped}`);
  return { singles: null, skipped: [skipped] };
}

function addSamples(all: Samples, round: Samples): void {
  for (const [name, times] of round) {
    const { p50, p95, samples } = latencyOf(name, times);
    console.error(`  ${name}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms of ${samples}`);
    all.set(name, [...(all.get(name) ?? []), ...times]);
  }
}

function tell({ name, unit, count, seconds }: Figure): void {
  console.error(`  ${name}: ${Math.round(count / seconds)} ${unit}`);
}
