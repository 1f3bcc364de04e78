export type Interrupt = { readonly happened: boolean; promise: Promise<void>; forget(): void };

/** Two Ctrl-C within this many milliseconds are one: npm passes on what the terminal sent us too. */
const SAME_KEY_MS = 500;

/** The first Ctrl-C (or SIGTERM) ends the demo in order, a second one at once. */
export function onInterrupt(): Interrupt {
  let at = 0;
  let tell = () => {};
  const promise = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const hear = () => {
    if (at > 0 && performance.now() - at > SAME_KEY_MS) process.exit(130);
    if (at === 0) at = performance.now();
    tell();
  };
  process.on('SIGINT', hear).on('SIGTERM', hear);
  return {
    get happened() {
      return at > 0;
    },
    promise,
    forget: () => {
      process.off('SIGINT', hear).off('SIGTERM', hear);
    },
  };
}

/** Resolves at the next Enter, when the terminal goes away, or when it is interrupted. */
export async function waitForEnter(interrupted: Promise<void>): Promise<void> {
  const { stdin } = process;
  const pressed = new Promise<void>((resolve) => {
    stdin.once('data', () => resolve()).once('end', resolve);
  });
  await Promise.race([pressed, interrupted]);
  // A terminal that is still read from would keep the process alive.
  stdin.pause();
}
