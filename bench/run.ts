import { type Instance, startInstance } from './instance.ts';
import { describeMachine } from './machine.ts';
import { type Options, readOptions } from './options.ts';
import { type Outcome, runAll } from './plan.ts';
import { reportOf, writeResults } from './report.ts';
import { CONNECTIONS } from './settings.ts';
import { type Sink, startSink } from './start-sink.ts';

/** `npm run bench`: sets up, runs, reports, and takes everything down again. */
async function main(args: string[]): Promise<void> {
  const options = readOptions(args);
  const sink = await startSink();
  const { dir: parent, profile, keep } = options;
  const instance = await startInstance({ parent, profile, keep });
  const takeDown = async () => {
    await instance.stop();
    await sink.stop();
  };
  stopOnSignal(takeDown);
  try {
    const surroundings = describe(options, instance, sink);
    const outcome = await runAll(options, instance, sink);
    publishReport(options, outcome, surroundings, args);
  } finally {
    await takeDown();
  }
}

/** A terminal's Ctrl-C reaches our processes too; what is left are the database and its directory. */
function stopOnSignal(takeDown: () => Promise<void>): void {
  const stop = () => takeDown().finally(() => process.exit(130));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function describe(options: Options, { dataDir, postgresVersion }: Instance, sink: Sink): string[] {
  const { rounds, recipients, remark } = options;
  return [
    ...describeMachine(dataDir),
    `PostgreSQL ${postgresVersion}, embedded, commits durable; sink: ${sink.name}`,
    `${recipients.toLocaleString('en')} recipients, ${CONNECTIONS} connections per sender, ${rounds} rounds`,
    ...(remark ? [remark] : []),
  ];
}

function publishReport(
  options: Options,
  outcome: Outcome,
  surroundings: string[],
  args: string[],
): void {
  const report = reportOf(outcome, surroundings);
  if (options.json) console.log(JSON.stringify({ surroundings, ...outcome }, null, 2));
  else console.log(report);
  if (options.write) writeResults(report, commandLine(args));
}

/** As it could be typed again. */
function commandLine(args: string[]): string {
  return [
    'npm run bench --',
    ...args.map((arg) => (/^[\w.,/=-]+$/.test(arg) ? arg : `"${arg}"`)),
  ].join(' ');
}

await main(process.argv.slice(2));
