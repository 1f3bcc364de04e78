/** An attribute as it is being edited. */
export type AttributeRow = { key: string; name: string; type: AttributeType; value: string };
export type AttributeType = keyof typeof TYPES;

const TYPES = { text: 'Text', number: 'Number', boolean: 'Yes or no', json: 'JSON' };

export const TYPE_OPTIONS = Object.entries(TYPES).map(([value, label]) => ({ value, label }));

export function rowsOf(attributes: Record<string, unknown>): AttributeRow[] {
  const byName = Object.entries(attributes).sort(([a], [b]) => a.localeCompare(b));
  return byName.map(([name, value]) => ({
    key: crypto.randomUUID(),
    name,
    type: typeOf(value),
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}

export function newRow(): AttributeRow {
  return { key: crypto.randomUUID(), name: '', type: 'text', value: '' };
}

/** Why a row is no attribute; null when it is one. */
export function faultOf(row: AttributeRow, rows: AttributeRow[]): string | null {
  if (row.name === '') return 'Needs a name';
  if (rows.some((other) => other !== row && other.name === row.name)) return 'Is there twice';
  return read(row) === undefined ? FAULTS[row.type] : null;
}

/** Only for rows without a fault. */
export function attributesOf(rows: AttributeRow[]): Record<string, unknown> {
  // Own properties by definition: `__proto__` must not become a prototype.
  return Object.fromEntries(rows.map((row) => [row.name, read(row)]));
}

const FAULTS: Record<AttributeType, string> = {
  text: '',
  number: 'Must be a number, such as 12.5',
  boolean: 'Must be yes or no',
  json: 'Must be JSON, such as ["a", "b"]',
};

function typeOf(value: unknown): AttributeType {
  const type = typeof value;
  if (type === 'string') return 'text';
  return type === 'number' || type === 'boolean' ? type : 'json';
}

function read({ type, value }: AttributeRow): unknown {
  switch (type) {
    case 'text':
      return value;
    case 'number':
      return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
    case 'boolean':
      return value === 'true' || value === 'false' ? value === 'true' : undefined;
    case 'json':
      try {
        return JSON.parse(value);
      } catch {
        return undefined;
      }
  }
}
