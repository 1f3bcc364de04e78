// In the viewer's language and zone.
const instant = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const number = new Intl.NumberFormat();

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
