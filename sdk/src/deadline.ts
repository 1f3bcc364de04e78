import { PressrunConnectionError, PressrunTimeoutError } from './failure.ts';

/**
 * Ends one try when its time is over or the caller's signal says so. By hand, not with
 * AbortSignal.any and AbortSignal.timeout: a stream has to move its deadline with each chunk, and
 * Node 20 keeps the sources of `any` for as long as the caller's signal lives.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #abort = () => this.#controller.abort(this.#outer?.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Throws the outer signal's reason if it is over already. */
  constructor(ms: number, outer?: AbortSignal) {
    outer?.throwIfAborted();
    this.#outer = outer;
    outer?.addEventListener('abort', this.#abort, { once: true });
    this.extend(ms);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on so many milliseconds again. */
  extend(ms: number): void {
    clearTimeout(this.#timer);
    // A timer of more than 2^31 - 1 ms would fire at once.
    const timeout = () => this.#controller.abort(new PressrunTimeoutError(ms));
    this.#timer = setTimeout(timeout, Math.min(ms, 2_147_483_647));
  }

  /** Nothing is waited for any more; what is still open is cut. */
  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#abort);
    this.#controller.abort();
  }

  /** What to throw for an error that came in this time: the caller's reason, ours, or a failure. */
  explain(error: unknown): unknown {
    if (this.#outer?.aborted) return this.#outer.reason;
    const { aborted, reason } = this.#controller.signal;
    if (aborted && reason instanceof PressrunTimeoutError) return reason;
    return new PressrunConnectionError(`The connection failed: ${innermost(error)}`, {
      cause: error,
    });
  }
}

/** fetch says "fetch failed"; the reason is below. */
function innermost(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  const code = (deepest as { code?: unknown } | null)?.code;
  const message = deepest instanceof Error ? deepest.message : String(deepest);
  return message || (typeof code === 'string' ? code : 'no reason given');
}

/** Waits; ends early with the signal's reason. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
