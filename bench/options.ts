import { Command, InvalidArgumentError } from 'commander';

export const SCENARIOS = [
  'raw',
  'engine',
  'baseline',
  'workers',
  'starttls',
  'fan-out',
  'import',
  'claim',
  'api',
  'singles',
  'login',
  'segments',
] as const;
export type Scenario = (typeof SCENARIOS)[number];

export type Options = {
  rounds: number;
  recipients: number;
  only: Scenario[];
  large: boolean;
  json: boolean;
  write: boolean;
  /** A remark for the report's head: who else used the machine, say. */
  remark: string | undefined;
  dir: string | undefined;
  profile: string | undefined;
  keep: boolean;
};

/** The command line; ends the process with a sentence when something in it is wrong. */
export function readOptions(args: string[]): Options {
  return new Command('bench')
    .description(
      'Measures this checkout against its own SMTP client alone and against nodemailer, in one run.',
    )
    .option(
      '--rounds <n>',
      'rounds of each figure; the table shows median, least and most',
      whole,
      3,
    )
    .option('--recipients <n>', 'recipients of a campaign', whole, 200_000)
    .option('--only <list>', `comma-separated, of: ${SCENARIOS.join(', ')}`, scenarios, [
      ...SCENARIOS,
    ])
    .option('--large', 'also 1 M recipients and claims from 10 M ledger rows (some minutes)', false)
    .option('--json', 'print every round as JSON instead of the table', false)
    .option('--write', 'write the table into bench/RESULTS.md', false)
    .option('--remark <text>', 'a sentence for the head of the report')
    .option('--dir <path>', 'where the database is made: the disk to measure (default: TMPDIR)')
    .option('--profile <path>', 'workers write CPU profiles into this directory; costs some speed')
    .option('--keep', 'leave the database and its log where they are', false)
    .parse(args, { from: 'user' })
    .opts<Options>();
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError('must be a whole number above 0');
  return Number(text);
}

function scenarios(text: string): Scenario[] {
  const chosen = text.split(',').map((name) => name.trim());
  const unknown = chosen.find((name) => !(SCENARIOS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`there is no "${unknown}"`);
  return chosen as Scenario[];
}
