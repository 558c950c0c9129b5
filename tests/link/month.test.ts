import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldBytes } from '../soak/held-bytes.ts';
import { LongDoor, type LongDoorOptions } from './month/long-door.ts';

const minuteUs = 60_000_000;
const second = 1_000_000;
const ordinary: LongDoorOptions = {
  seed: 5,
  startUs: 1_000_000_000,
  firstFrameNumber: 0,
  firstPacketNumber: 0,
  loss: 0,
};

/** `npm run soak -- month` lets a month pass; these are the hours in which something turns over. */
const hours: readonly (readonly [string, Partial<LongDoorOptions>])[] = [
  ['frames', { firstFrameNumber: 2 ** 32 - 400 }],
  ['packets', { firstPacketNumber: 2 ** 32 - 9000 }],
  ['clocks', { startUs: 2 ** 48 - 2 * minuteUs }],
  ['clocks, while people are there', { startUs: 2 ** 48 - 6 * minuteUs - 3 * second }],
];

for (const [what, options] of hours) {
  test(`given a door that is left alone, when the numbers of its ${what} turn over, then nobody notices`, () => {
    const door = new LongDoor({ ...ordinary, ...options });
    door.rest(6 * minuteUs);
    door.stream(5 * second);
    door.rest(2 * minuteUs);
    door.check();
    assert.ok(door.figures.longestStallUs < 1.1 * second, `stalled for ${door.figures.longestStallUs} µs`);
    assert.equal(door.figures.lostFrames, 0);
    assert.ok(door.figures.sessions >= 4, 'its keys have been changed as well');
  });
}

test('given a door that is left alone, when hours pass, then it holds on to no more memory than in the beginning', async () => {
  const door = new LongDoor(ordinary);
  door.stream(5 * second);
  door.rest(10 * minuteUs);
  const before = await heldBytes();
  for (let part = 0; part < 2; part++) {
    door.rest(20 * minuteUs);
    door.stream(2 * second);
  }
  door.check();
  const grownBytes = (await heldBytes()) - before;
  assert.ok(grownBytes < 2 * 1024 * 1024, `it holds ${grownBytes} bytes more`);
});
