import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SenderTimeline } from './sender-timeline.ts';

test('indexes go on where numbers wrap, in whatever order blocks come', () => {
  const offsets = fc.array(fc.integer({ min: -500, max: 5000 }));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), offsets, (first, blocks) => {
      const timeline = new SenderTimeline(5000);
      timeline.restart(first, 7e6, 1000);
      for (const block of blocks) {
        const number = (first + block) >>> 0;
        assert.equal(timeline.see(number, 7e6 + block * 5000), 'same');
        assert.equal(timeline.indexOf(number), 1000 + block);
        assert.equal(timeline.numberOf(1000 + block), number);
      }
    }),
  );
});

test('a year of blocks keeps its indexes', () => {
  const timeline = new SenderTimeline(5000);
  timeline.restart(0, 0, 0);
  for (let index = 0; index < 6.3e9; index += 1e9) {
    assert.equal(timeline.see(index >>> 0, index * 5000), 'same');
    assert.equal(timeline.indexOf(index >>> 0), index);
  }
});

test('the first block begins a timeline', () => {
  assert.equal(new SenderTimeline(5000).see(5, 0), 'restarted');
});

test('numbers that begin anew while the capture clock goes on are a restart, at once', () => {
  const timeline = new SenderTimeline(5000);
  timeline.restart(0, 1e9, 0);
  timeline.see(300, 1e9 + 300 * 5000);
  assert.equal(timeline.see(0, 1e9 + 302 * 5000), 'restarted');
});

test('a pause of the sender, while its numbers go on, is a restart', () => {
  const timeline = new SenderTimeline(5000);
  timeline.restart(0, 1e9, 0);
  assert.equal(timeline.see(1, 1e9 + 5000 + 99_000), 'same');
  assert.equal(timeline.see(2, 1e9 + 2e6), 'restarted');
});

test('a single block from before a restart is doubtful, two that agree are a restart', () => {
  const timeline = new SenderTimeline(5000);
  timeline.restart(50_000, 9e9, 0);
  assert.equal(timeline.see(3, 2e9), 'doubtful');
  assert.equal(timeline.see(50_001, 9e9 + 5000), 'same');
  assert.equal(timeline.see(4, 2e9 + 5000), 'doubtful');
  assert.equal(timeline.see(4, 2e9 + 5000), 'doubtful');
  assert.equal(timeline.see(900, 2e9 + 896 * 5000), 'doubtful');
  assert.equal(timeline.see(901, 2e9 + 897 * 5000), 'restarted');
});
