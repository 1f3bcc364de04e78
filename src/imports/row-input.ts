import { unguardedCell } from '../lib/csv-cell.ts';
import { attributeName, FIELDS } from './columns.ts';
import type { AttributeType, Column, Defaults, ImportOptions, Layout } from './import.ts';
import type { RawRow } from './read-rows.ts';
import { flagIn, typedText } from './typed-text.ts';

type Input = Record<string, unknown>;
/** A row in the shape of `PUT /contacts`, not checked yet, or why it has none. */
export type RowInput = { input: unknown } | { fault: string; email?: string | undefined };

/** What we export and nobody can set: an export can be imported as it is. */
const READ_ONLY = new Set(['id', 'createdAt', 'updatedAt', 'unsubscribedAt', 'suppressedAt']);

/** How rows of this file become the input of an upsert, as `POST /contacts/bulk` takes it. */
export function rowInputs(layout: Layout): (row: RawRow) => RowInput {
  const { columns, options } = layout;
  const ofCells = cellReader(columns ?? [], options.defaults);
  return (row) => {
    if ('fault' in row) return row;
    return 'cells' in row ? ofCells(row.cells) : ofValue(row.value, options);
  };
}

type Cell = { index: number; field: string; attribute: string | null; type: AttributeType };

/** An empty cell says nothing about its field, so what is known stays. */
function cellReader(columns: Column[], defaults: Defaults) {
  const read: Cell[] = columns.flatMap(({ field, type = 'text' }, index) =>
    field === null ? [] : [{ index, field, attribute: attributeName(field), type }],
  );
  const emailAt = columns.findIndex(({ field }) => field === 'email');
  const hasDefaults = Object.keys(defaults).length > 0;
  return (cells: string[]): RowInput => {
    const email = cells[emailAt]?.trim();
    if (cells.length !== columns.length && !isPadded(cells, columns.length)) {
      return {
        fault: `has ${cellWords(cells.length)}; the first line has ${columns.length}`,
        email,
      };
    }
    const input: Input = hasDefaults ? { ...defaults } : {};
    for (const { index, field, attribute, type } of read) {
      const cell = cells[index]!;
      if (cell === '') continue;
      const fault =
        attribute === null
          ? setField(input, field, cell)
          : setAttribute(attributesIn(input), attribute, unguardedCell(cell), type);
      if (fault) return { fault, email };
    }
    return { input };
  };
}

/** More cells than columns do no harm as long as they are empty. */
function isPadded(cells: string[], count: number): boolean {
  return cells.length > count && cells.slice(count).every((cell) => cell.trim() === '');
}

function cellWords(count: number): string {
  return count === 1 ? '1 cell' : `${count} cells`;
}

function setField(input: Input, field: string, cell: string): string | null {
  const text = unguardedCell(cell).trim();
  if (text === '') return null;
  if (field === 'optIn') {
    const isIn = flagIn(text);
    if (isIn === null) return 'optIn: must be true or false';
    input.optIn = isIn;
  } else if (field === 'attributes') {
    const attributes = objectIn(text);
    if (!attributes) return 'attributes: must be a JSON object';
    input.attributes = { ...attributes, ...(input.attributes as Input | undefined) };
  } else {
    input[field] = text;
  }
  return null;
}

/** A blank says nothing about a number or a flag; as text it is what it is. */
function setAttribute(
  attributes: Input,
  name: string,
  text: string,
  type: AttributeType,
): string | null {
  if (type !== 'text' && text.trim() === '') return null;
  const typed = typedText(text, type);
  if ('fault' in typed) return `attributes.${name}: ${typed.fault}`;
  put(attributes, name, typed.value);
  return null;
}

function objectIn(text: string): Input | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** An object of NDJSON: keys are renamed by the mapping; what isn't known is as `unmapped` says. */
function ofValue(value: unknown, options: ImportOptions): RowInput {
  if (!isObject(value)) return { input: value };
  const input: Input = { ...options.defaults };
  for (const [key, child] of Object.entries(value)) {
    const fault = setKey(input, key, child, options);
    if (fault) return { fault, email: textOf(input.email ?? value.email) };
  }
  return { input };
}

function setKey(input: Input, key: string, child: unknown, options: ImportOptions): string | null {
  const field = fieldOfKey(key, options);
  if (field === null) return null;
  const isRenamed = field !== key || Object.hasOwn(options.mapping, key);
  const attribute = isRenamed ? attributeName(field) : null;
  if (attribute !== null && typeof child === 'string') {
    return setAttribute(attributesIn(input), attribute, child, typeOfKey(key, options));
  }
  if (attribute !== null) put(attributesIn(input), attribute, child);
  else if (field === 'attributes' && isObject(child)) putAll(attributesIn(input), child);
  else put(input, field, child);
  return null;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A key stays itself where it is a field, and where it has to be refused by name. */
function fieldOfKey(key: string, { mapping, unmapped }: ImportOptions): string | null {
  if (Object.hasOwn(mapping, key)) return mapping[key]!;
  if (FIELDS.includes(key)) return key;
  if (READ_ONLY.has(key) || unmapped === 'ignore') return null;
  return unmapped === 'attributes' ? `attributes.${key}` : key;
}

function typeOfKey(key: string, { types = {} }: ImportOptions): AttributeType {
  return Object.hasOwn(types, key) ? types[key]! : 'text';
}

function attributesIn(input: Input): Input {
  if (!isObject(input.attributes)) input.attributes = {};
  return input.attributes as Input;
}

function putAll(holder: Input, values: Input): void {
  for (const [name, value] of Object.entries(values)) put(holder, name, value);
}

// Own properties by definition: `__proto__` must not become a prototype.
function put(holder: Input, name: string, value: unknown): void {
  if (name !== '__proto__') holder[name] = value;
  else {
    const own = { value, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(holder, name, own);
  }
}

function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
