import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lead } from './lead.ts';

test('the lead is 30 ms where that is known, and before anything is', () => {
  const lead = new Lead();
  assert.ok(!lead.see(Number.NaN));
  for (let frame = 0; frame < 2000; frame++) assert.ok(!lead.see(45));
  assert.equal(lead.ms, 30);
});

test('quick devices have less of it, never less than nothing; a loudspeaker that stood still changes nothing', () => {
  const lead = new Lead();
  assert.ok(lead.see(20));
  assert.equal(lead.ms, 17);
  assert.ok(!lead.see(17));
  assert.ok(!lead.see(-5000));
  assert.equal(lead.ms, 17);
  assert.ok(lead.see(-10));
  assert.equal(lead.ms, 0);
});

test('after a hiccup it grows again, once, when it could have been longer for five seconds', () => {
  const lead = new Lead();
  lead.see(5);
  const changes = Array.from({ length: 1200 }, (_, frame) => lead.see(frame % 2 === 0 ? 40 : 27));
  assert.equal(changes.filter(Boolean).length, 1);
  assert.equal(lead.ms, 24);
});
