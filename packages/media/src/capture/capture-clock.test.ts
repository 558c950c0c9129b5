import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { captureTime, createCaptureClock } from './capture-clock.ts';

test("a device's timestamp counts if it is a recent time of the monotonic or the wall clock", () => {
  const arrivedUs = 5_000_000_000;
  const wallUs = Math.round((performance.timeOrigin + performance.now()) * 1000);
  assert.equal(captureTime(4_999_990_000n, 1, arrivedUs), 4_999_990_000);
  assert.equal(captureTime(4_999_990n, 1000, arrivedUs), 4_999_990_000);
  const age = arrivedUs - captureTime(BigInt(wallUs - 20_000), 1, arrivedUs);
  assert.ok(age >= 20_000 && age < 500_000, `${age}`);
  for (const nonsense of [0n, 6_000_000_000n, 123n, -(2n ** 63n)]) {
    assert.equal(captureTime(nonsense, 1, arrivedUs), arrivedUs);
  }
});

test('a timestamp that stands still or goes back is not believed', () => {
  const clock = createCaptureClock(1);
  assert.equal(clock.timeOf(900_000n, 1_000_000), 900_000);
  assert.equal(clock.timeOf(933_000n, 1_033_000), 933_000);
  assert.equal(clock.timeOf(910_000n, 1_066_000), 1_066_000);
  assert.equal(clock.timeOf(910_000n, 1_099_000), 1_099_000);
});

test('whatever a device stamps, times never go back, lie in the future or half a second in the past', () => {
  const stamps = fc.array(
    fc.record({
      pts: fc.oneof(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.bigInt({ min: 0n, max: 20_000_000n }),
      ),
      gapUs: fc.integer({ min: 0, max: 3_000_000 }),
    }),
  );
  fc.assert(
    fc.property(stamps, fc.constantFrom(1, 1000, 11.11), (stamps, unitUs) => {
      const clock = createCaptureClock(unitUs);
      let nowUs = 1_000_000;
      let before = -Infinity;
      for (const { pts, gapUs } of stamps) {
        nowUs += gapUs;
        const takenUs = clock.timeOf(pts, nowUs);
        assert.ok(takenUs >= before && takenUs <= nowUs && takenUs >= nowUs - 500_001);
        before = takenUs;
      }
    }),
  );
});
