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

/** Resolves at the next Enter, or when the terminal goes away. */
export function nextKey(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      process.stdin.off('data', done).off('end', done).pause();
      resolve();
    };
    process.stdin.on('data', done).on('end', done).resume();
  });
}
