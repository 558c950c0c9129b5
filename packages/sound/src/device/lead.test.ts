import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lead } from './lead.ts';

const LEAST = 600;
const SECOND_US = 1_000_000;

test('a device that never runs dry is given what its buffers ask for', () => {
  const lead = new Lead(LEAST);
  for (let s = 0; s < 3_600; s++) assert.equal(lead.framesAt(s * SECOND_US), LEAST);
});

test('each time it ran dry 2.5 ms more are kept ready, up to 20 ms; a flock counts once', () => {
  const lead = new Lead(LEAST);
  for (let flock = 1; flock <= 12; flock++) {
    for (let i = 0; i < 5; i++) lead.ranDry(flock * SECOND_US + i * 10_000);
    assert.equal(lead.framesAt(flock * SECOND_US + 50_000), LEAST + Math.min(8, flock) * 120);
  }
});

test('what was added goes in steps of half a millisecond, each after 10 s in which it did not run dry', () => {
  const lead = new Lead(LEAST);
  lead.ranDry(0);
  const frames = [1, 9, 11, 19, 21, 31, 41, 51, 100].map((s) => lead.framesAt(s * SECOND_US));
  assert.deepEqual(frames, [720, 720, 696, 696, 672, 648, 624, 600, 600]);
});

test('another device with other buffers keeps what was learned', () => {
  const lead = new Lead(LEAST);
  lead.ranDry(0);
  lead.opened(1_000, 1);
  assert.equal(lead.framesAt(1), 1_120);
  lead.ranDry(2_999_999);
  assert.equal(lead.framesAt(3_000_000), 1_120);
  lead.ranDry(3_000_001);
  assert.equal(lead.framesAt(3_000_001), 1_240);
});
