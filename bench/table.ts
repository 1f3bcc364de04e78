import type { Figure, Latency } from './figure.ts';
import { spreadOf } from './statistics.ts';

const MB = 1024 * 1024;

/** Figures as a Markdown table: one row per name, rounds folded into median and spread. */
export function figureTable(figures: Figure[]): string {
  const head = ['', 'per second', 'least – most', 'CPU s per 1,000', 'of it beside', 'peak RSS'];
  const rows = byName(figures).map((rounds) => {
    const { median, least, most } = spreadOf(rounds.map((r) => r.count / r.seconds));
    return [
      rounds[0]!.name,
      `${whole(median)} ${rounds[0]!.unit}`,
      rounds.length > 1 ? `${whole(least)} – ${whole(most)}` : 'one round',
      cpuOf(rounds, 0),
      cpuBeside(rounds),
      `${whole(spreadOf(rounds.map((r) => r.peakBytes)).median / MB)} MB`,
    ];
  });
  return table(head, rows);
}

export function latencyTable(latencies: Latency[]): string {
  const head = ['', 'p50', 'p95', 'most', 'samples'];
  const rows = latencies.map(({ name, p50, p95, most, samples }) => [
    ...[name, ms(p50), ms(p95), ms(most)],
    String(samples),
  ]);
  return table(head, rows);
}

/** Rounds of the same name together, in the order in which the names came first. */
export function byName(figures: Figure[]): Figure[][] {
  return [...Map.groupBy(figures, ({ name }) => name).values()];
}

function cpuOf(rounds: Figure[], place: number): string {
  const values = rounds.map(({ cpu, count }) => (Object.values(cpu)[place]! * 1_000) / count);
  return spreadOf(values).median.toFixed(3);
}

function cpuBeside(rounds: Figure[]): string {
  const [, ...others] = Object.keys(rounds[0]!.cpu);
  return others.map((who, i) => `${who} ${cpuOf(rounds, i + 1)}`).join(', ');
}

function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
