import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test("one tenant's work runs in the order it came, other tenants' beside it", async () => {
  const inTurn = createTurns();
  const log: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = inTurn('a', async () => {
    await promise;
    log.push('slow');
  });
  const failing = inTurn('a', async () => {
    log.push('failing');
    throw new Error('no');
  });
  const next = inTurn('a', async () => log.push('next'));
  await inTurn('b', async () => log.push('other'));
  resolve();
  await slow;
  await expect(failing).rejects.toThrow('no');
  await next;
  expect(log).toEqual(['other', 'slow', 'failing', 'next']);
});

test('who waits too long gets 503, and those behind still wait for their turn', async () => {
  const inTurn = createTurns(5);
  const { promise, resolve } = Promise.withResolvers<void>();
  let running = true;
  const slow = inTurn('a', async () => {
    await promise;
    running = false;
  });
  await expect(inTurn('a', async () => running)).rejects.toMatchObject({ code: 'unavailable' });
  const next = inTurn('a', async () => running);
  resolve();
  expect(await next).toBe(false);
  await slow;
});
