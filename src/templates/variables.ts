/** Types a variable may be declared with (contract: Templates). */
export const VARIABLE_TYPES = [
  'string',
  'number',
  'boolean',
  'url',
  'email',
  'image',
  'color',
] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];

/** A declared variable. The fallback is printed where a contact has no value. */
export type Variable = {
  name: string;
  type: VariableType;
  fallback?: string | number | boolean | null | undefined;
};

/** Filled in by Pressrun. An attribute of the same name is never looked at. */
export const BUILT_IN_NAMES = [
  'email',
  'externalId',
  'locale',
  'campaignName',
  'unsubscribeUrl',
  'viewInBrowserUrl',
  'postalAddress',
] as const;
export type BuiltInName = (typeof BUILT_IN_NAMES)[number];

/** Everything that a template may print for one recipient. */
export type RenderValues = {
  builtIn: { readonly [Name in BuiltInName]?: string | null | undefined };
  attributes: Readonly<Record<string, unknown>>;
  /** The signed name of the message in its tracked links; no template can print it. */
  trackingToken?: string;
};

/** Letters, digits and `_`; dots lead into nested attributes. At most 128 characters. */
export const VARIABLE_NAME = /^(?=.{1,128}$)[\p{L}\p{M}\p{N}_]+(?:\.[\p{L}\p{M}\p{N}_]+)*$/u;

export function isBuiltIn(name: string): name is BuiltInName {
  return (BUILT_IN_NAMES as readonly string[]).includes(name);
}

/** Reads one variable: its text, or undefined when there is nothing to print. */
export type Reader = (values: RenderValues) => string | undefined;

/** Resolves a name once, at compile time, so that a message costs only the property loads. */
export function readerOf(name: string): Reader {
  if (isBuiltIn(name)) return (values) => printable(ownValue(values.builtIn, name));
  const [first, ...rest] = name.split('.') as [string, ...string[]];
  if (rest.length === 0) return (values) => printable(ownValue(values.attributes, first));
  return (values) => printable(rest.reduce(step, ownValue(values.attributes, first)));
}

/** One step into a nested attribute. Strings and arrays have own properties too: not ours. */
function step(value: unknown, key: string): unknown {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? ownValue(value, key) : undefined;
}

/** Own properties only: `constructor` and `__proto__` find nothing (P33). */
function ownValue(record: object, key: string): unknown {
  return Object.hasOwn(record, key) ? (record as Record<string, unknown>)[key] : undefined;
}

/** The text of a string, finite number or boolean; nothing for null, objects, arrays and the rest. */
export function printable(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return typeof value === 'boolean' ? String(value) : undefined;
}
