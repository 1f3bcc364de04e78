/**
 * Everything that a pre-flight can find, with who decides whether it blocks, in the order in which findings
 * are shown. The codes are stable: tenants name them in `preflight.blocking`, programs act on them.
 *
 * `always` blocks; `choice` is a warning that a tenant can make blocking (P46); `never` is a warning.
 */
export const FINDINGS = {
  /** The campaign names no template version. */
  version_missing: 'always',
  /** The template version is a draft, or gone. */
  version_unpublished: 'always',
  /** A version that somebody would get shows no `{{unsubscribeUrl}}` (P46, RFC 8058 asks for a link too). */
  unsubscribe_link_missing: 'always',
  /** The project that the campaign names was deleted. */
  project_missing: 'always',
  /** The audience filter asks for people who opted out. */
  audience_opted_out: 'always',
  /** The audience names a segment that was deleted, or segments that are too large together. */
  segment_missing: 'always',
  /** Nobody matches now. Blocks `send`; a schedule is taken, for people may come until then. */
  audience_empty: 'always',
  /** The audience doesn't fit the monthly quota (contract: Limits); `send` answers it with 429. */
  quota_exceeded: 'always',
  /** The tenant has no postal address, or the HTML doesn't show it (CAN-SPAM, CASL; P46). */
  postal_address_missing: 'choice',
  /** From is of a domain that receivers won't find aligned (DMARC, RFC 9989; P46). */
  sender_not_aligned: 'choice',
  /** No DMARC record applies to the domain of From; Gmail, Yahoo and Microsoft ask bulk senders for one. */
  dmarc_missing: 'choice',
  /** The domain of From, which is the envelope's too, has no SPF record (RFC 7208). */
  spf_missing: 'choice',
  /** A variable without a fallback that some of those who would get it have no value for. */
  variables_missing: 'choice',
  /** People whose locale no published variant speaks, though others' are. */
  locale_gap: 'choice',
  /** The HTML part has more than 102,400 octets: Gmail clips it, and the unsubscribe link may be lost. */
  html_too_large: 'choice',
  /** Links that lead nowhere: an empty address, or only `#`. */
  link_empty: 'choice',
  /** Links that are no whole https, mailto, tel or sms address. */
  link_not_https: 'choice',
  /** Images without an `alt` attribute; an empty one says that the image is an ornament. */
  image_without_alt: 'choice',
  /** Ten times as many people as the project's last sent campaign had. */
  audience_grown: 'choice',
  /** The domain of From wasn't looked up: no DNS answered in time, or no relay is set. */
  sender_unchecked: 'never',
} as const;

export type FindingCode = keyof typeof FINDINGS;

export const FINDING_CODES = Object.keys(FINDINGS) as FindingCode[];

/** What a tenant may make blocking. */
export const CHOOSABLE_FINDINGS = FINDING_CODES.filter((code) => FINDINGS[code] === 'choice');
