import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ladderOf, leastBps, type Rung } from './ladder.ts';

const names = (rungs: readonly Rung[]): string[] =>
  rungs.map(({ size, fps }) => `${size.width}x${size.height}@${fps}`);

test('with motion preferred the size falls first, and the rate only where the size is a half', () => {
  assert.deepEqual(names(ladderOf({ width: 1280, height: 720 }, 60, 'motion')), [
    '1280x720@60',
    '960x540@60',
    '640x360@60',
    '640x360@30',
    '480x270@30',
    '320x180@30',
    '320x180@15',
  ]);
});

test('with sharpness preferred the rate falls first', () => {
  assert.deepEqual(names(ladderOf({ width: 1280, height: 720 }, 60, 'sharpness')), [
    '1280x720@60',
    '1280x720@30',
    '1280x720@15',
    '960x540@15',
    '640x360@15',
    '480x270@15',
    '320x180@15',
  ]);
});

test('property: whatever the source, rungs have even sizes, none needs more than the one above, and none is of no use', () => {
  const even = fc.integer({ min: 8, max: 4096 }).map((half) => half * 2);
  fc.assert(
    fc.property(
      even,
      even,
      fc.integer({ min: 1, max: 120 }),
      fc.constantFrom('motion', 'sharpness'),
      (width, height, fps, prefer) => {
        const rungs = ladderOf({ width, height }, fps, prefer);
        assert.deepEqual(rungs[0], { size: { width, height }, fps });
        for (const [index, rung] of rungs.entries()) {
          assert.equal((rung.size.width % 2) + (rung.size.height % 2), 0);
          assert.ok(
            index === 0 || (rung.size.width >= 160 && rung.size.height >= 90) || rung.size.width === width,
          );
          if (index > 0) assert.ok(leastBps(rung) <= leastBps(rungs[index - 1]!));
        }
      },
    ),
  );
});
