import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VideoShare } from './video-share.ts';

test('given video with a tenth of parity and 1 Mbit/s of sound, when a target is shared out, then the encoder gets the rest without headers', () => {
  const share = new VideoShare();
  for (let us = 0; us < 10e6; us += 1000) {
    share.sent(us, 1000, true, true);
    share.sent(us, 100, true, false);
    share.sent(us, 125, false, true);
  }
  const expected = ((12e6 - 1e6) / 1.1) * 0.95;
  assert.ok(Math.abs(share.of(12e6) - expected) < 0.02 * expected, `${share.of(12e6)}`);
});

test('given little room and much else, when a target is shared out, then video still has its least share', () => {
  const share = new VideoShare();
  for (let us = 0; us < 10e6; us += 1000) share.sent(us, 1000, false, true);
  assert.ok(Math.abs(share.of(4e6) - 0.4 * 0.95 * 4e6) < 1);
});
