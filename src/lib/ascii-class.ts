/** A loop beats the expression up to about this length: 15 ns against 60 for eight characters. */
const SHORT = 64;

/**
 * Tests whether a text consists of these ASCII characters only. `one` matches one such character; a
 * short text, the usual value of a hole, is looked up in a table.
 */
export function asciiClass(one: RegExp): (text: string) => boolean {
  const table = Uint8Array.from({ length: 128 }, (_, code) =>
    one.test(String.fromCharCode(code)) ? 1 : 0,
  );
  const whole = new RegExp(`^(?:${one.source})*$`);
  return (text) => {
    if (text.length > SHORT) return whole.test(text);
    for (let i = 0; i < text.length; i += 1) {
      if (table[text.charCodeAt(i)] !== 1) return false;
    }
    return true;
  };
}
