import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageBudget } from './message-budget.ts';

test('a burst passes, then only what the rate allows, also after a long rest', () => {
  const budget = new MessageBudget(10, 5);
  const passedAt = (nowUs: number): number => {
    let passed = 0;
    for (let i = 0; i < 20; i += 1) if (budget.spend(nowUs)) passed += 1;
    return passed;
  };
  assert.equal(passedAt(1_000_000), 5);
  assert.equal(passedAt(1_000_000), 0);
  assert.equal(passedAt(1_200_000), 2);
  assert.equal(passedAt(3_600_000_000), 5);
});

test('a clock that goes back gives nothing and takes nothing', () => {
  const budget = new MessageBudget(10, 1);
  assert.equal(budget.spend(2_000_000), true);
  assert.equal(budget.spend(1_000_000), false);
});
