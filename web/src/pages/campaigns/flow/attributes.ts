export const TYPES = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes/no' },
  { value: 'json', label: 'JSON' },
] as const;

export type Type = (typeof TYPES)[number]['value'];
/** An attribute as it is being typed; `key` tells rows apart. */
export type Row = { key: number; name: string; type: Type; value: string };

let keys = 0;

export function rowsOf(attributes: Record<string, unknown>): Row[] {
  return Object.entries(attributes).map(([name, value]) => {
    keys += 1;
    const row = { key: keys, name };
    if (typeof value === 'string') return { ...row, type: 'text', value };
    if (typeof value === 'number') return { ...row, type: 'number', value: String(value) };
    if (typeof value === 'boolean') return { ...row, type: 'boolean', value: String(value) };
    return { ...row, type: 'json', value: JSON.stringify(value) };
  });
}

/** What of the rows is complete. */
export function toAttributes(rows: Row[]): Record<string, unknown> {
  const complete = rows
    .map(({ name, type, value }) => [name.trim(), read(type, value)] as const)
    .filter(([name, value]) => name !== '' && value !== undefined);
  return Object.fromEntries(complete);
}

function read(type: Type, value: string): unknown {
  if (type === 'boolean') return value === 'true';
  if (value === '') return undefined;
  if (type === 'text') return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return type === 'number' && typeof parsed !== 'number' ? undefined : parsed;
  } catch {
    return undefined;
  }
}
