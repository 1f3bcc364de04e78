/** Markup that is safe to send: made by `html` only, so a plain string can never pass for it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

type Value = Html | Html[] | string | number | null | undefined | false;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes for element content and for attribute values in quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/**
 * A template tag: every value is escaped, except markup that was made by the tag itself. An absent
 * value (null, undefined, false) leaves nothing, so parts can be optional without a branch.
 */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  let markup = parts[0]!;
  values.forEach((value, index) => {
    markup += render(value) + parts[index + 1]!;
  });
  return new Html(markup);
}

function render(value: Value): string {
  if (value === null || value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.join('');
  return value instanceof Html ? value.markup : escapeHtml(String(value));
}
