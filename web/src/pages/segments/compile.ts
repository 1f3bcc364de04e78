import type { Filter, Group, Part, Rule } from './filter-draft.ts';
import { valueKindOf } from './questions.ts';

/** A draft as the API's filter; null while a rule has a fault. `paths`: which part stands where in it. */
export type Compiled = {
  filter: Filter | null;
  faults: Map<string, string>;
  paths: Map<string, string>;
};

export function compile(root: Group): Compiled {
  const found = { faults: new Map<string, string>(), paths: new Map<string, string>() };
  const filter = partOf(root, 'filter', found) as Filter;
  return { filter: found.faults.size > 0 ? null : filter, ...found };
}

/** The part that a path of the API is about: the one that stands nearest above it. */
export function partAt(path: string, { paths }: Compiled): string | undefined {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0))) {
    const key = paths.get(at);
    if (key) return key;
  }
  return undefined;
}

type Found = Pick<Compiled, 'faults' | 'paths'>;

function partOf(part: Part, path: string, found: Found): Record<string, unknown> {
  found.paths.set(path, part.key);
  if (!part.isNot) return innerOf(part, path, found);
  found.paths.set(`${path}.not`, part.key);
  return { not: innerOf(part, `${path}.not`, found) };
}

function innerOf(part: Part, path: string, found: Found): Record<string, unknown> {
  if (part.kind === 'rule') return leafOf(part, found);
  if (part.parts.length === 0) found.faults.set(part.key, 'Needs a rule');
  const { join, parts } = part;
  return { [join]: parts.map((one, i) => partOf(one, `${path}.${join}.${i}`, found)) };
}

function leafOf(rule: Rule, { faults }: Found): Record<string, unknown> {
  const { key, subject, attribute, ask } = rule;
  const isUnnamed = subject === 'attribute' && attribute.trim() === '';
  const value = comparandOf(rule);
  if (isUnnamed) faults.set(key, 'Choose an attribute');
  else if ('fault' in value) faults.set(key, value.fault);
  if ('fault' in value) return {};
  if (subject === 'segment') return { segmentId: value.value };
  const field = subject === 'attribute' ? `attributes.${attribute.trim()}` : subject;
  return { field, op: ask === 'missing' ? 'exists' : ask, value: value.value };
}

type Value = { value: unknown } | { fault: string };

function comparandOf(rule: Rule): Value {
  const { ask, type, value, list } = rule;
  const text = value.trim();
  switch (valueKindOf(rule)) {
    case 'none':
      return { value: ask === 'exists' };
    case 'list':
      return type === 'json' ? scalarOf('json', text) : listOf(rule);
    case 'locales':
    case 'imports':
      return list.length > 0 ? { value: list } : { fault: 'Choose at least one' };
    case 'days':
      return /^[1-9]\d{0,4}$/.test(text)
        ? { value: Number(text) }
        : { fault: 'Must be a number of days' };
    case 'number':
      return scalarOf('number', text);
    case 'yesNo':
      return scalarOf('boolean', text);
    case 'scalar':
      return scalarOf(type, type === 'text' ? value : text);
    case 'text':
      return text === '' ? { fault: 'Needs a value' } : { value };
    default:
      return text === '' ? { fault: 'Choose one' } : { value: text };
  }
}

function listOf({ list, type }: Rule): Value {
  if (list.length === 0) return { fault: 'Needs at least one value' };
  const values = list.map((one) => scalarOf(type, one));
  const fault = values.find((one) => 'fault' in one);
  return fault ?? { value: values.map((one) => 'value' in one && one.value) };
}

function scalarOf(type: Rule['type'], text: string): Value {
  if (text === '') return { fault: 'Needs a value' };
  if (type === 'text') return { value: text };
  if (type === 'number') {
    return Number.isFinite(Number(text)) ? { value: Number(text) } : { fault: 'Must be a number' };
  }
  if (type === 'boolean') return { value: text === 'true' };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: 'Must be JSON' };
  }
}
