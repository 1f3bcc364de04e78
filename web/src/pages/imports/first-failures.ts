import Papa from 'papaparse';
import { download } from '../../api.ts';

export type Failure = { row: string; line: string; email: string; reason: string };

/** The first failed rows of an import: a file of a million faults is not read to its end. */
export async function firstFailures(
  importId: string,
  most: number,
  signal: AbortSignal,
): Promise<Failure[]> {
  const response = await download('exportImportFailures', { path: { id: importId } }, signal);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return parse(text, most);
    text += value;
    // One more: the last row may be cut.
    const failures = parse(text, most + 1);
    if (failures.length > most) {
      await reader.cancel();
      return failures.slice(0, most);
    }
  }
}

function parse(text: string, most: number): Failure[] {
  return Papa.parse<Failure>(text, { header: true, preview: most, skipEmptyLines: true }).data;
}
