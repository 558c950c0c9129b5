import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readStamp, stampBox } from '../stamp.ts';
import type { Target } from './sprite.ts';
import { createTestRoom, type TestRoom } from './test-room.ts';

const SIZE = { width: 640, height: 360 };

test('people move: successive pictures differ by more than noise where they stand, and only there', () => {
  const { room, target } = furnished(0);
  const moved = regionChange(room, target, 0, 3, 0.26, 0.46);
  const still = regionChange(room, target, 0, 3, 0.88, 0.98);
  assert.ok(moved > 2 * still, `people change by ${moved}, furniture by ${still}`);
});

test('an arm rises, a head turns: ten seconds hold many different pictures', () => {
  const { room, target } = furnished(1);
  const seen = new Set<number>();
  for (let second = 0; second < 10; second++) {
    room.draw(target, second, 0);
    seen.add(Math.round(meanOf(target, 0.4, 0.7, 0.1, 0.6) * 20));
  }
  assert.ok(seen.size >= 5, `${seen.size} different pictures`);
});

test('each picture has noise of its own, about as much as a camera', () => {
  const { room, target } = furnished(0);
  room.draw(target, 5, 0);
  const before = Buffer.from(target.planes[0]!);
  for (let index = 0; index < 20; index++) {
    room.draw(target, 5, 0);
    const deviation = deviationBetween(before, target.planes[0]!, 0.9);
    assert.ok(deviation > 1 && deviation < 3, `picture ${index}: ${deviation}`);
    before.set(target.planes[0]!);
  }
});

test('rooms of different numbers look different; the same number looks the same', () => {
  const means = [0, 1, 2, 3].map((number) => {
    const { room, target } = furnished(number);
    room.draw(target, 0, 0);
    return [0, 1, 2].map(
      (plane) => target.planes[plane]!.reduce((sum, level) => sum + level, 0) / target.planes[plane]!.length,
    );
  });
  for (let a = 0; a < 4; a++) {
    for (let b = 0; b < a; b++) {
      const apart = Math.max(...means[a]!.map((mean, plane) => Math.abs(mean - means[b]![plane]!)));
      assert.ok(apart > 2, `rooms ${a} and ${b} differ by ${apart}`);
    }
  }
  const first = furnished(2);
  const second = furnished(2);
  first.room.draw(first.target, 3, 7);
  second.room.draw(second.target, 3, 7);
  assert.deepEqual(first.target.planes, second.target.planes);
});

test('every picture carries its stamp on grey, also the first, before anything was prepared', () => {
  const target = createTarget(1280, 720, 0);
  const room = createTestRoom({ width: 1280, height: 720 }, 3);
  room.draw(target, 0, 123_456_789);
  assert.equal(readStamp(target.planes[0]!, 1280, 1280, 720), 123_456_789);
  const box = stampBox(1280, 720)!;
  for (const plane of [1, 2]) {
    const row = target.planes[plane]!.subarray(box.x / 2, (box.x + box.width) / 2);
    assert.ok(row.every((level) => level === 128));
  }
});

test('any even size and any stride is drawn within its bounds and in limited range', () => {
  const sides = fc.integer({ min: 8, max: 160 }).map((half) => half * 2);
  fc.assert(
    fc.property(
      sides,
      sides,
      fc.nat(40),
      fc.nat(9),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (width, height, padding, number, timeS) => {
        const target = createTarget(width, height, padding * 2);
        const room = createTestRoom({ width, height }, number);
        for (let step = 0; step < 20; step++) room.prepare();
        room.draw(target, timeS, 0);
        target.planes.forEach((plane, index) => {
          const columns = index === 0 ? width : width / 2;
          for (let at = 0; at < plane.length; at++) {
            const level = plane[at]!;
            const inside = at % target.strides[index]! < columns;
            if (inside ? level < 16 || level > 240 : level !== 0)
              assert.fail(`${level} at ${at} of plane ${index}`);
          }
        });
      },
    ),
    { numRuns: 12 },
  );
});

test('painting ahead comes to an end', () => {
  const room = createTestRoom({ width: 64, height: 36 }, 0);
  let steps = 0;
  while (room.prepare()) steps++;
  assert.ok(steps > 100 && steps < 1000, `${steps} steps`);
  assert.equal(room.prepare(), false);
});

test('painting ahead takes more steps for a larger picture, not longer ones', () => {
  const [small, large] = [1, 4].map((times) => {
    const room = createTestRoom({ width: 320 * times, height: 180 * times }, 0);
    let steps = 0;
    while (room.prepare()) steps++;
    return steps;
  });
  assert.ok(large! > 1.5 * small!, `${small} and ${large} steps`);
});

test('people have noise of their own as well: a chest at rest never looks the same twice', () => {
  const { room, target } = furnished(0);
  const chest = (): Buffer => target.planes[0]!.subarray(150 * SIZE.width + 240, 150 * SIZE.width + 256);
  room.draw(target, 5, 0);
  let before = Buffer.from(chest());
  for (let index = 0; index < 9; index++) {
    room.draw(target, 5, 0);
    assert.notDeepEqual(chest(), before);
    before = Buffer.from(chest());
  }
});

function furnished(number: number): { room: TestRoom; target: Target } {
  const room = createTestRoom(SIZE, number);
  while (room.prepare());
  return { room, target: createTarget(SIZE.width, SIZE.height, 0) };
}

function createTarget(width: number, height: number, padding: number): Target {
  const strides = [width + padding, (width + padding) / 2, (width + padding) / 2];
  const planes = strides.map((stride, index) => Buffer.alloc(stride * (index === 0 ? height : height / 2)));
  return { width, height, planes, strides };
}

/** Mean absolute difference of luma between two moments, in columns from `left` to `right` (shares of the width). */
function regionChange(
  room: TestRoom,
  target: Target,
  t0: number,
  t1: number,
  left: number,
  right: number,
): number {
  room.draw(target, t0, 0);
  const before = Buffer.from(target.planes[0]!);
  room.draw(target, t1, 0);
  const after = target.planes[0]!;
  let sum = 0;
  let count = 0;
  for (let y = Math.round(target.height * 0.1); y < target.height; y++) {
    for (let x = Math.round(target.width * left); x < target.width * right; x++) {
      sum += Math.abs(after[y * target.width + x]! - before[y * target.width + x]!);
      count++;
    }
  }
  return sum / count;
}

function meanOf(target: Target, left: number, right: number, top: number, bottom: number): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.round(target.height * top); y < target.height * bottom; y++) {
    for (let x = Math.round(target.width * left); x < target.width * right; x++) {
      sum += target.planes[0]![y * target.width + x]!;
      count++;
    }
  }
  return sum / count;
}

/** Standard deviation of the difference in the rows below `from` (share of the height), where nobody stands. */
function deviationBetween(a: Buffer, b: Buffer, from: number): number {
  const start = Math.round(SIZE.height * from) * SIZE.width;
  let squares = 0;
  let count = 0;
  for (let at = start; at < a.length; at += SIZE.width) {
    for (let x = 0; x < 60; x++) {
      squares += (a[at + x]! - b[at + x]!) ** 2;
      count++;
    }
  }
  return Math.sqrt(squares / count);
}
