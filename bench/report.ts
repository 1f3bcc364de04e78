import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './plan.ts';
import { API_PER_SECOND } from './settings.ts';
import { figureTable, latencyTable } from './table.ts';
import { apiTargetLines, loginTargetLines, segmentTargetLines, targetLines } from './targets.ts';

const RESULTS = join(import.meta.dirname, 'RESULTS.md');
/** From this heading on RESULTS.md is written by people, and kept. */
const REMARKS = '## Remarks';

/** What was measured, on what, against what it should be; Markdown that reads well on a terminal. */
export function reportOf(
  { figures, latencies, ledgerRows, apiLatencies, skipped }: Outcome,
  surroundings: string[],
): string {
  const parts = [surroundings.map((line) => `- ${line}`).join('\n')];
  if (skipped.length > 0) parts.push(skipped.map((what) => `- **SKIPPED** ${what}`).join('\n'));
  if (figures.length > 0) parts.push(figureTable(figures));
  if (latencies.length > 0) {
    parts.push(`With ${ledgerRows.toLocaleString('en')} rows in the ledger:`);
    parts.push(latencyTable(latencies));
  }
  if (apiLatencies.length > 0) {
    parts.push(
      `Answers of the API; the paced ones at ${API_PER_SECOND} requests a second of each kind:`,
    );
    parts.push(latencyTable(apiLatencies));
  }
  const targets = [
    ...targetLines(figures, latencies, ledgerRows),
    ...apiTargetLines(apiLatencies),
    ...segmentTargetLines(apiLatencies),
    ...loginTargetLines(apiLatencies),
  ];
  if (targets.length > 0) parts.push(targets.join('\n'));
  return parts.join('\n\n');
}

/** Replaces the measured part of RESULTS.md. */
export function writeResults(report: string, command: string): void {
  const before = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '';
  const at = before.indexOf(REMARKS);
  const remarks = at < 0 ? `${REMARKS}\n` : before.slice(at);
  const date = new Date().toISOString().slice(0, 10);
  const opening = `Written by \`${command}\` on ${date}; README.md says how to read it.`;
  writeFileSync(RESULTS, `# Results\n\n${opening}\n\n${report}\n\n${remarks}`);
}
