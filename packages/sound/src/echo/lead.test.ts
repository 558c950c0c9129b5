import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lead } from './lead.ts';

test('the lead is 30 ms where that is known, before anything is, and while a loudspeaker stands still', () => {
  const lead = new Lead();
  for (let frame = 0; frame < 100; frame++) assert.ok(!lead.see(Number.NaN));
  for (let frame = 0; frame < 2000; frame++) assert.ok(!lead.see(45));
  for (let frame = 0; frame < 2000; frame++) assert.ok(!lead.see(-10 * frame - 60));
  assert.equal(lead.ms, 30);
});

test('quick devices have less of it after a quarter of a second, never less than nothing', () => {
  const lead = new Lead();
  const look = (aheadMs: number): number => {
    for (let frame = 0; frame < 25; frame++) lead.see(aheadMs);
    return lead.ms;
  };
  assert.deepEqual([look(20), look(17), look(16), look(2)], [17, 17, 13, 0]);
});

test('a hiccup now and then changes nothing; what was less for a while grows again, once', () => {
  const lead = new Lead();
  for (let frame = 0; frame < 1000; frame++) lead.see(frame % 25 === 7 ? -40 : 35);
  assert.equal(lead.ms, 30);
  for (let frame = 0; frame < 25; frame++) lead.see(5);
  assert.equal(lead.ms, 2);
  const changes = Array.from({ length: 1200 }, (_, frame) => lead.see(frame % 2 === 0 ? 40 : 27));
  assert.equal(changes.filter(Boolean).length, 1);
  assert.equal(lead.ms, 24);
});
