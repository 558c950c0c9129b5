import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cubic } from './cubic.ts';

test('slow start doubles the window in a round trip', () => {
  const cubic = new Cubic();
  for (let round = 1; round <= 5; round++) {
    acknowledgeRound(cubic, round * 50_000, 50_000);
    assert.equal(cubic.windowSegments, 10 * 2 ** round);
  }
});

test('a loss keeps 0.7 of the window, which then follows the cubic of RFC 9438 to the plateau and beyond it', () => {
  const cubic = new Cubic();
  for (let round = 0; round < 6; round++) acknowledgeRound(cubic, 0, 100_000);
  const plateau = cubic.windowSegments;
  cubic.reduce();
  assert.equal(cubic.windowSegments, plateau * 0.7);
  const plateauS = Math.cbrt((plateau * 0.3) / 0.4);
  // The first acknowledgement comes at 100 ms, and there the growth begins.
  for (let nowUs = 100_000; nowUs < 12e6; nowUs += 100_000) {
    acknowledgeRound(cubic, nowUs, 100_000);
    const expected = 0.4 * (nowUs / 1e6 - plateauS) ** 3 + plateau;
    const { windowSegments } = cubic;
    assert.ok(
      Math.abs(windowSegments / expected - 1) < 0.03,
      `${windowSegments} for ${expected} at ${nowUs}`,
    );
  }
  assert.ok(cubic.windowSegments > plateau * 1.03);
});

test('on a short round trip it grows as fast as Reno would', () => {
  const cubic = new Cubic();
  for (let round = 0; round < 2; round++) acknowledgeRound(cubic, 0, 1000);
  cubic.reduce();
  const reduced = cubic.windowSegments;
  for (let round = 1; round <= 20; round++) acknowledgeRound(cubic, round * 1000, 1000);
  const gained = cubic.windowSegments - reduced;
  assert.ok(gained > 20 * 0.5 && gained < 20 * 0.6, String(gained));
});

test('of two losses below the plateau the second leaves room for others', () => {
  const one = grown();
  one.reduce();
  one.reduce();
  const other = grown();
  other.reduce();
  other.windowSegments /= 0.7;
  other.reduce();
  assert.ok(one.windowSegments < other.windowSegments);
  for (let nowUs = 1e5; nowUs < 4e6; nowUs += 1e5) acknowledgeRound(one, nowUs, 1e5);
  // Without fast convergence it would be on its way back to where it was before the second loss.
  assert.ok(one.windowSegments < 640 * 0.7 * 0.95, String(one.windowSegments));
});

test('a timeout begins again with one segment, in slow start up to 0.7 of what was', () => {
  const cubic = grown();
  cubic.timeOut();
  assert.equal(cubic.windowSegments, 1);
  assert.ok(cubic.inSlowStart);
  for (let round = 0; round < 9; round++) acknowledgeRound(cubic, round * 1e5, 1e5);
  assert.ok(!cubic.inSlowStart && cubic.windowSegments >= 448, String(cubic.windowSegments));
});

function grown(): Cubic {
  const cubic = new Cubic();
  for (let round = 0; round < 6; round++) acknowledgeRound(cubic, 0, 1e5);
  return cubic;
}

/** One acknowledgement for each segment of the window. */
function acknowledgeRound(cubic: Cubic, nowUs: number, rttUs: number): void {
  for (let left = Math.floor(cubic.windowSegments); left > 0; left--) cubic.acknowledged(nowUs, rttUs);
}
