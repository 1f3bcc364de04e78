import { VisuallyHidden } from '@mantine/core';

type Fields = Record<string, unknown>;
export type FieldChange = { path: string; before: string | null; after: string | null };

const MAX_SHOWN = 300;

const NONE = 'none';

/**
 * What differs between two versions of a thing, field by field; parts of an object each on their own. Of what
 * is new or gone only the fields that say something, and not the name: that is in the sentence.
 */
export function changesOf(before: Fields | null, after: Fields | null): FieldChange[] {
  const old = flat(before ?? {});
  const now = flat(after ?? {});
  const isWhole = !before || !after;
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
    .filter((change) => change.before !== change.after)
    .filter(({ path, ...sides }) => !isWhole || (path !== 'name' && !isIdle(sides)));
}

function isIdle({ before, after }: Omit<FieldChange, 'path'>): boolean {
  return (before ?? NONE) === NONE && (after ?? NONE) === NONE;
}

/** Before and after as a list; told apart by words and strokes, not only by colour. */
export function FieldChanges({ changes }: { changes: FieldChange[] }) {
  return (
    <dl className="changes">
      {changes.map(({ path, before, after }) => (
        <div key={path}>
          <dt>{fieldWords(path)}</dt>
          <dd>
            {before !== null && (
              <del>
                <VisuallyHidden>before: </VisuallyHidden>
                <bdi>{before}</bdi>
              </del>
            )}
            {before !== null && after !== null && <span aria-hidden> → </span>}
            {after !== null && (
              <ins>
                <VisuallyHidden>after: </VisuallyHidden>
                <bdi>{after}</bdi>
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function flat(fields: Fields, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(fields)) {
    const path = prefix + name;
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      for (const [inner, text] of flat(value as Fields, `${path}.`)) found.set(inner, text);
    } else found.set(path, words(value));
  }
  return found;
}

function words(value: unknown): string {
  if (value === null || value === undefined) return NONE;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return clip(value.map(words).join(', ') || NONE);
  return clip(String(value));
}

function clip(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** `defaultSender.email` as `default sender: email`. */
function fieldWords(path: string): string {
  return path
    .replace(/([a-z])([A-Z])/g, (_, one: string, two: string) => `${one} ${two.toLowerCase()}`)
    .replaceAll('.', ': ');
}
