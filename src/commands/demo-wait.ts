export type Interrupt = { signal: AbortSignal; forget(): void };

/** Ctrl-C twice within this many milliseconds is once: npm may pass on what the terminal sent too. */
const SAME_KEY_MS = 500;

/** The first Ctrl-C (or SIGTERM) aborts `signal`, for an end in order; a second one ends at once. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  let at = 0;
  const hear = () => {
    if (controller.signal.aborted && performance.now() - at > SAME_KEY_MS) process.exit(130);
    if (!controller.signal.aborted) at = performance.now();
    controller.abort();
  };
  process.on('SIGINT', hear).on('SIGTERM', hear);
  return {
    signal: controller.signal,
    forget: () => {
      process.off('SIGINT', hear).off('SIGTERM', hear);
    },
  };
}

/** Resolves at the next Enter, when the terminal goes away, or when it is interrupted. */
export async function waitForEnter(signal: AbortSignal): Promise<void> {
  const { stdin } = process;
  await new Promise<void>((resolve) => {
    stdin.once('data', () => resolve()).once('end', resolve);
    signal.addEventListener('abort', () => resolve());
    if (signal.aborted) resolve();
  });
  // A terminal that is still read from would keep the process alive.
  stdin.pause();
}
