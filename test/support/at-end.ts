import { afterAll } from 'vitest';

const ends: (() => Promise<unknown>)[] = [];

// Here, because Vitest takes hooks only while it collects: one that a test or another hook
// registers never runs, without a word. This module is loaded anew for each test file.
afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Runs `end` when the test file is through, the newest first; may be called from anywhere. */
export function atEnd(end: () => Promise<unknown>): void {
  ends.push(end);
}
