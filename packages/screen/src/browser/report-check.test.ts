import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReportCheck } from './report-check.ts';

const NOW = 60_000_000;

function checkAfter(...sent: number[]): ReportCheck {
  const check = new ReportCheck();
  for (const number of sent) check.sent(number);
  return check;
}

test('frames that were sent count once, in order, with gaps', () => {
  const check = checkAfter(10, 11, 12, 13);
  assert.equal(check.accepts(10, NOW - 2, NOW - 1, NOW), true);
  assert.equal(check.accepts(10, NOW - 2, NOW - 1, NOW), false);
  assert.equal(check.accepts(12, NOW - 2, NOW - 1, NOW), true);
  assert.equal(check.accepts(11, NOW - 2, NOW - 1, NOW), false);
  assert.equal(check.accepts(13, NOW - 2, NOW - 1, NOW), true);
});

test('frames that were not sent do not count', () => {
  const check = checkAfter(10, 11);
  assert.equal(check.accepts(9, NOW, NOW, NOW), false);
  assert.equal(check.accepts(12, NOW, NOW, NOW), false);
  assert.equal(new ReportCheck().accepts(0, NOW, NOW, NOW), false);
});

test('impossible times do not count and cost the frame nothing', () => {
  const check = checkAfter(10);
  assert.equal(check.accepts(10, NOW, NOW - 1, NOW), false, 'shown before decoded');
  assert.equal(check.accepts(10, NOW, NOW + 300_000, NOW), false, 'shown in the future');
  assert.equal(check.accepts(10, NOW - 11_000_000, NOW, NOW), false, 'decoded long ago');
  assert.equal(check.accepts(10, NOW, NOW + 16_000, NOW), true, 'shown at the refresh to come');
});

test('numbers that start again are a new stream', () => {
  const check = checkAfter(1000, 1001);
  assert.equal(check.accepts(1001, NOW, NOW, NOW), true);
  check.sent(0);
  assert.equal(check.accepts(1001, NOW, NOW, NOW), false);
  assert.equal(check.accepts(0, NOW, NOW, NOW), true);
});
