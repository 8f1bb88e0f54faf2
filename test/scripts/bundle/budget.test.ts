import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUDGET_BYTES, bytesOverBudget, thousands } from '../../../scripts/bundle/budget.ts';

test('a bundle as long as its budget is not over it, and one byte more is', () => {
  assert.equal(bytesOverBudget(BUDGET_BYTES), 0);
  assert.equal(bytesOverBudget(BUDGET_BYTES + 1), 1);
  assert.equal(bytesOverBudget(100, 60), 40);
});

test('large numbers are grouped by commas, whatever the machine speaks', () => {
  assert.deepEqual([0, 999, 1000, 12345, 1234567].map(thousands), ['0', '999', '1,000', '12,345', '1,234,567']);
});
