import { newId } from '../lib/ids.ts';

/**
 * The claims that are on their way to this worker, by token. In the database they may be there already;
 * they aren't lost, though no lane holds them yet.
 */
export class Underway {
  readonly #tokens = new Set<string>();

  has(token: string): boolean {
    return this.#tokens.has(token);
  }

  /** Runs `take` with a new token, from the claim until a lane holds what it brought. */
  async during<T>(take: (token: string) => Promise<T>): Promise<T> {
    const token = newId();
    this.#tokens.add(token);
    try {
      return await take(token);
    } finally {
      this.#tokens.delete(token);
    }
  }
}
