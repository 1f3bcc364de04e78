// In the viewer's language and zone.
const instant = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const number = new Intl.NumberFormat();
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

/** An instant as `<time>`; the exact one is its title. */
export function When({ at }: { at: string | null }) {
  if (!at) return <>–</>;
  return (
    <time dateTime={at} title={at}>
      {instant.format(new Date(at))}
    </time>
  );
}

export function count(value: number): string {
  return number.format(value);
}

/** A part of a whole in percent, never rounded up to all of it or down to none. */
export function share(part: number, whole: number): string {
  if (part <= 0 || whole <= 0) return percent.format(0);
  const shown = part < whole ? Math.min(Math.max(part / whole, 0.001), 0.999) : part / whole;
  return percent.format(shown);
}

/** The viewer's zone. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
