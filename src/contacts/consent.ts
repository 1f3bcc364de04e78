// "v10" after "v9"; a fixed language and base sensitivity, so that neither the machine's language
// nor a change of case makes a version newer.
const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * Whether a consent version is newer than the stored one, in natural order ("v10" > "v9",
 * "2026-02" > "2025-11"). Any version is newer than none.
 */
export function isNewerConsent(sent: string | null | undefined, stored: string | null): boolean {
  if (sent === null || sent === undefined) return false;
  return stored === null || natural.compare(sent.trim(), stored.trim()) > 0;
}
