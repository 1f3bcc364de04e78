let second = Number.NaN;
let text = '';

/**
 * A date as RFC 5322 §3.3 writes it, in UTC: `Mon, 23 Nov 2026 14:28:56 +0000`. The last second is
 * remembered: thousands of messages share it.
 */
export function formatDate(date: Date): string {
  const wanted = Math.floor(date.getTime() / 1000);
  if (wanted !== second) {
    text = date.toUTCString().replace('GMT', '+0000');
    second = wanted;
  }
  return text;
}
