type Schema = Record<string, unknown>;

/** What says nothing about the type: limits, examples and defaults. */
const SILENT = new Set([
  ...['description', 'examples', 'example', 'default', 'format', 'pattern', 'minLength', 'title'],
  ...['maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'uniqueItems', 'minProperties'],
]);
const SPOKEN = new Set([
  ...['type', 'enum', 'const', 'anyOf', 'oneOf', 'allOf', 'items'],
  ...['properties', 'required', 'additionalProperties'],
]);

/** Two schemas with one key are one type. */
export function schemaKey(schema: Schema): string {
  return JSON.stringify(schema, (key, value) => {
    // A schema under a silent word is a property of that name.
    const silent = SILENT.has(key) && (typeof value !== 'object' || Array.isArray(value));
    return silent ? undefined : value;
  });
}

/**
 * A JSON Schema as a TypeScript type. `named`: types that are written out elsewhere, by `schemaKey`.
 * Throws for a keyword it doesn't know, so that none is passed over in silence.
 */
export function typeOf(schema: Schema, named: Map<string, string>, indent: string): string {
  const name = named.get(schemaKey(schema));
  if (name) return name;
  const unknown = Object.keys(schema).find((key) => !SILENT.has(key) && !SPOKEN.has(key));
  if (unknown) throw new Error(`schema-types: no type for the keyword ${unknown}`);
  const inner = (part: unknown) => typeOf(part as Schema, named, indent);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map((value) => JSON.stringify(value)));
  const anyOf = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (anyOf) return union(anyOf.map(inner));
  if (Array.isArray(schema.allOf)) return schema.allOf.map(inner).join(' & ');
  if (Array.isArray(schema.type)) {
    return union(schema.type.map((type) => inner({ ...schema, type })));
  }
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `Array<${schema.items ? inner(schema.items) : 'unknown'}>`;
    case 'object':
      return objectType(schema, named, indent);
    default:
      return 'unknown';
  }
}

function objectType(schema: Schema, named: Map<string, string>, indent: string): string {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const rest = schema.additionalProperties;
  const restType = typeof rest === 'object' ? typeOf(rest as Schema, named, indent) : 'unknown';
  if (properties.length === 0) {
    return rest === false ? 'Record<string, never>' : `Record<string, ${restType}>`;
  }
  const required = (schema.required ?? []) as string[];
  const deeper = `${indent}  `;
  const lines = properties.map(([name, property]) => {
    const mark = required.includes(name) ? '' : '?';
    return `${comment(property, deeper)}${deeper}${name}${mark}: ${typeOf(property, named, deeper)};`;
  });
  if (rest === true) lines.push(`${deeper}[name: string]: unknown;`);
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function comment({ description }: Schema, indent: string): string {
  if (typeof description !== 'string') return '';
  return `${indent}/** ${description.replaceAll('*/', '* /')} */\n`;
}

function union(types: string[]): string {
  const all = [...new Set(types)];
  return all.includes('unknown') ? 'unknown' : all.join(' | ');
}
