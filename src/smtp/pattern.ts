import { messageTooLarge } from './message-too-large.ts';

/** Computes one hole's text from a recipient's values. Never throws, never returns undefined. */
export type Fill<V> = (values: V) => string;

/**
 * Text with holes: `literals[0] fills[0] literals[1] … fills[n-1] literals[n]`, so there is always
 * one literal more than there are fills. What a hole means (variables, escaping) is decided by
 * whoever makes the pattern; here it is only text.
 */
export type Pattern<V> = { literals: readonly string[]; fills: readonly Fill<V>[] };

/** A pattern that is the same for everyone. */
export function constantPattern(text: string): Pattern<unknown> {
  return { literals: [text], fills: [] };
}

/**
 * The most characters that one text, or one encoded body part, may grow to: 4 million. A
 * template may have thousands of holes, and a long value in each would otherwise take gigabytes (P33).
 */
export const MAX_TEXT_LENGTH = 4_000_000;

/** Fills the holes and joins. Throws `unprocessable` beyond MAX_TEXT_LENGTH characters. */
export function fillPattern<V>(pattern: Pattern<V>, values: V): string {
  const { literals, fills } = pattern;
  let text = literals[0] as string;
  for (let i = 0; i < fills.length; i++) {
    text += (fills[i] as Fill<V>)(values) + (literals[i + 1] as string);
    if (text.length > MAX_TEXT_LENGTH) throw messageTooLarge();
  }
  return text;
}
