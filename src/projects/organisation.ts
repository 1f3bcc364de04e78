/** A DMARC record's name without `_dmarc.`, and what it says of being a public suffix. */
export type DmarcRecord = { domain: string; psd: 'y' | 'n' | 'u' };

/** RFC 9989 section 4.10: at most eight questions, whatever the depth of the name. */
const MOST_LABELS = 7;

/** The names at which DMARC records are looked for, the longest first: the tree walk of RFC 9989. */
export function walkOf(domain: string): string[] {
  const labels = domain.split('.');
  const parents = labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'));
  return [domain, ...parents.slice(-MOST_LABELS)];
}

/** The record among the texts at one name; null when there is none, or more than one (RFC 9989 section 4.10). */
export function dmarcRecordIn(domain: string, texts: readonly string[]): DmarcRecord | null {
  const records = texts.filter((text) => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text));
  const [record] = records;
  if (record === undefined || records.length > 1) return null;
  const psd = /;\s*psd\s*=\s*([yn])\s*(?:;|$)/i.exec(record)?.[1]?.toLowerCase();
  return { domain, psd: psd === 'y' || psd === 'n' ? psd : 'u' };
}

/**
 * The organisational domain, by the records on the walk, the longest name first: that of the first `psd=n`;
 * one label below the first `psd=y`; else the shortest name with a record; the domain itself without any
 * (RFC 9989 section 4.10.2).
 */
export function organisationOf(domain: string, records: readonly DmarcRecord[]): string {
  let shortest = domain;
  for (const { domain: name, psd } of records) {
    if (psd === 'n') return name;
    if (psd === 'y') return name === domain ? domain : below(name, domain);
    shortest = name;
  }
  return shortest;
}

function below(suffix: string, domain: string): string {
  return domain
    .split('.')
    .slice(-suffix.split('.').length - 1)
    .join('.');
}
