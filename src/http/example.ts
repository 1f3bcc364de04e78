/** The parts of JSON Schema that our routes use, as far as an example needs them. */
export type ExampleSchema = {
  type?: string | string[];
  format?: string;
  examples?: unknown[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  properties?: Record<string, ExampleSchema>;
  items?: ExampleSchema;
  anyOf?: ExampleSchema[];
  allOf?: ExampleSchema[];
};

const ID = '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10';
const TIME = '2026-03-01T09:30:00.000Z';

/**
 * A value that the schema describes: its own first example where it has one, else built from its
 * parts, so that a reader of openapi.json sees every body and every answer whole.
 */
export function exampleOf(schema: ExampleSchema, name = ''): unknown {
  if (schema.examples?.length) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum?.length) return schema.enum[0];
  const described = schema.anyOf?.find(
    (part) => part.type !== 'null' && Object.keys(part).length > 0,
  );
  if (described) return exampleOf(described, name);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, name)));
  switch ([schema.type].flat()[0]) {
    case 'object':
      return objectExample(schema);
    case 'array':
      return schema.items ? [exampleOf(schema.items, name)] : [];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return textExample(schema, name);
  }
}

function objectExample({ properties = {} }: ExampleSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, exampleOf(schema, name)]),
  );
}

// Fields that many nouns share are known by their names.
function textExample({ format }: ExampleSchema, name: string): string {
  if (format === 'date-time') return TIME;
  if (format === 'uuid' || /^id$|Id$/.test(name)) return ID;
  if (name === 'email' || name === 'emails') return 'ana@example.com';
  if (/timezone/.test(name)) return 'Europe/Madrid';
  return name || 'text';
}
