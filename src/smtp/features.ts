/** What a relay announced in its reply to EHLO. */
export type Features = {
  pipelining: boolean;
  /** RFC 1870: whether `SIZE=` may be given, and the largest message; 0 = no fixed limit. */
  size: boolean;
  maxSize: number;
  smtputf8: boolean;
  starttls: boolean;
  /** Mechanisms in upper case. */
  auth: string[];
};

/** The features of a relay that knows only HELO. */
export const NO_FEATURES: Features = {
  pipelining: false,
  size: false,
  maxSize: 0,
  smtputf8: false,
  starttls: false,
  auth: [],
};

/**
 * Reads the lines of an EHLO reply; the first one is the relay's name. 8BITMIME is not looked at:
 * our bodies are 7-bit (quoted-printable or base64), so it is never needed.
 */
export function parseFeatures(lines: string[]): Features {
  const features: Features = { ...NO_FEATURES };
  for (const line of lines.slice(1)) {
    // Some old relays write `AUTH=LOGIN PLAIN`.
    const [keyword = '', ...words] = line
      .trim()
      .toUpperCase()
      .split(/[\s=]+/);
    if (keyword === 'PIPELINING') features.pipelining = true;
    if (keyword === 'SMTPUTF8') features.smtputf8 = true;
    if (keyword === 'STARTTLS') features.starttls = true;
    if (keyword === 'AUTH') features.auth = [...features.auth, ...words];
    if (keyword === 'SIZE') {
      features.size = true;
      features.maxSize = /^\d+$/.test(words[0] ?? '') ? Number(words[0]) : 0;
    }
  }
  return features;
}
