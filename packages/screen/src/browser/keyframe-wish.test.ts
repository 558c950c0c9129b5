import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyframeWish } from './keyframe-wish.ts';

test('the first wish is asked for at once, and again until it is granted', () => {
  const wish = new KeyframeWish(500);
  assert.equal(wish.shouldAsk(0), false);
  wish.wish();
  assert.equal(wish.shouldAsk(10), true);
  assert.equal(wish.shouldAsk(509), false);
  assert.equal(wish.shouldAsk(510), true);
  wish.granted();
  assert.equal(wish.shouldAsk(2000), false);
});

test('however often it is wished for, it is asked for once per interval', () => {
  const wish = new KeyframeWish(500);
  let asked = 0;
  for (let nowUs = 0; nowUs < 5000; nowUs += 1) {
    wish.wish();
    if (wish.shouldAsk(nowUs)) {
      asked += 1;
      wish.granted();
    }
  }
  assert.equal(asked, 10);
});
