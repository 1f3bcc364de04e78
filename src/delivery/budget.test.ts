import { expect, test } from 'vitest';
import { Budget } from './budget.ts';

const lane = (isBusy: boolean) => ({ isBusy });

/** A budget that nobody has asked yet: a count is good for a moment. */
function budgetOf(total: number, lanes: { isBusy: boolean }[]): Budget {
  const budget = new Budget(total);
  for (const one of lanes) budget.join(one);
  return budget;
}

test('one that has work gets all, several share equally, each at least one', () => {
  const [one, other, idle] = [lane(true), lane(true), lane(false)];
  expect(budgetOf(16, [one, idle]).shareOf(one)).toBe(16);
  expect(budgetOf(16, [one, other, idle]).shareOf(one)).toBe(8);
  const many = Array.from({ length: 40 }, () => lane(true));
  expect(budgetOf(16, many).shareOf(many[0]!)).toBe(1);
});

test('one that has no work yet is counted when it asks; one that left isn’t any more', () => {
  const [one, idle] = [lane(true), lane(false)];
  expect(budgetOf(16, [one, idle]).shareOf(idle)).toBe(8);
  const budget = budgetOf(16, [one, idle]);
  budget.leave(one);
  expect(budget.shareOf(idle)).toBe(16);
});
