const hour = new Intl.DateTimeFormat(undefined, {
  ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
});
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** An hour or a day of a chart in the viewer's language and zone. */
export function pointLabel(at: string, unit: 'hour' | 'day'): string {
  return (unit === 'hour' ? hour : day).format(new Date(at));
}
