import { expect, test } from 'vitest';
import { inTurn } from './turns.ts';

test('one at a time per tenant, others beside it, and at most 20 of one', async () => {
  const order: string[] = [];
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = inTurn('a', async () => {
    await gate;
    order.push('a1');
  });
  const failing = inTurn('a', async () => {
    order.push('a2');
    throw new Error('broken');
  });
  failing.catch(() => {});
  const rest = Array.from({ length: 18 }, () => inTurn('a', async () => {}));
  await inTurn('b', async () => void order.push('b'));
  await expect(inTurn('a', async () => {})).rejects.toMatchObject({ code: 'rate_limited' });
  release();
  await first;
  await expect(failing).rejects.toThrow('broken');
  await Promise.all(rest);
  expect(order).toEqual(['b', 'a1', 'a2']);
  expect(await inTurn('a', async () => 5)).toBe(5);
});
