import {
  type Ask,
  type Filter,
  type Group,
  newGroup,
  newRule,
  type Part,
  type Rule,
  type Subject,
  type ValueType,
} from './filter-draft.ts';

type Stored = Record<string, unknown>;

/** A filter of the API as a draft, whoever made it. */
export function readFilter(filter: Filter | Stored): Group {
  const part = readPart(filter as Stored);
  return part.kind === 'group' ? part : newGroup({ parts: [part] });
}

function readPart(stored: Stored): Part {
  if ('not' in stored) {
    const inner = readPart(stored.not as Stored);
    // Twice not: a group around it says the second one.
    return inner.isNot ? newGroup({ isNot: true, parts: [inner] }) : { ...inner, isNot: true };
  }
  for (const join of ['and', 'or'] as const) {
    if (join in stored) return newGroup({ join, parts: (stored[join] as Stored[]).map(readPart) });
  }
  if ('segmentId' in stored) {
    return newRule({ subject: 'segment', ask: 'eq', value: String(stored.segmentId) });
  }
  return readLeaf(stored as { field: string; op: Ask; value: unknown });
}

function readLeaf({ field, op, value }: { field: string; op: Ask; value: unknown }): Rule {
  const isAttribute = field.startsWith('attributes.');
  return newRule({
    subject: isAttribute ? 'attribute' : (field as Subject),
    attribute: isAttribute ? field.slice('attributes.'.length) : '',
    ask: op === 'exists' && value === false ? 'missing' : op,
    ...readValue(value),
  });
}

function readValue(value: unknown): Pick<Rule, 'type' | 'value' | 'list'> {
  if (!Array.isArray(value)) return { type: typeOf(value), value: String(value), list: [] };
  const [type = 'text', ...others] = new Set(value.map(typeOf));
  const isMixed = others.length > 0 || type === 'boolean';
  return isMixed
    ? { type: 'json', value: JSON.stringify(value), list: [] }
    : { type, value: '', list: value.map(String) };
}

function typeOf(value: unknown): ValueType {
  return typeof value === 'number' || typeof value === 'boolean'
    ? (typeof value as 'number' | 'boolean')
    : 'text';
}
