import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceFor, adviceOnPeer } from './advice.ts';
import type { RoomMeasures } from './measures.ts';

const good: RoomMeasures = {
  screenWidthM: 1.2,
  screenHeightM: 2,
  screenBottomM: 0,
  cameraHeightM: 1.4,
  verticalFovDeg: 60,
  personDistanceM: 2,
  eyeHeightM: 1.6,
};

test('a screen as high as a door has nothing to be said about', () => {
  assert.deepEqual([...adviceFor(good), ...adviceOnPeer(good, { pictureHeightM: 2.3, bottomM: 0 }, 1)], []);
});

const lacking: [string, RoomMeasures, RegExp][] = [
  [
    'too low',
    { ...good, screenHeightM: 1.5 },
    /head ends at 1.75 m and the screen at 1.50 m: hang it 0.25 m higher/,
  ],
  ['too high', { ...good, screenBottomM: 1.5 }, /above the shoulders .* hang it 0.20 m lower/],
  ['too narrow', { ...good, screenWidthM: 0.4 }, /is 0.40 m wide and a person 0.60 m/],
];
for (const [what, room, message] of lacking) {
  test(`a screen that is ${what} is told about, with what would help`, () => {
    const [said, ...more] = adviceFor(room);
    assert.match(said ?? '', message);
    assert.deepEqual(more, []);
  });
}

test('a camera that does not see heads is told about, here and there', () => {
  assert.match(adviceFor({ ...good, cameraHeightM: 0.2 })[0] ?? '', /this camera sees up to 1.35 m/);
  assert.match(
    adviceOnPeer(good, { pictureHeightM: 1, bottomM: 0 }, 1)[0] ?? '',
    /the other room's camera sees up to 1.00 m.* put the camera 0.75 m higher/,
  );
  assert.match(adviceOnPeer(good, { pictureHeightM: 1, bottomM: 1.5 }, 1)[0] ?? '', /nothing below 1.50 m/);
});

test('a picture narrower than a person is told about', () => {
  assert.match(adviceOnPeer(good, { pictureHeightM: 2, bottomM: 0 }, 0.25)[0] ?? '', /only 0.50 m wide/);
});

test('a picture that is nowhere on the screen is told about', () => {
  assert.match(
    adviceOnPeer(good, { pictureHeightM: 1, bottomM: 5 }, 1)[0] ?? '',
    /would not be on this screen/,
  );
});

test('without measures there is nothing to say', () => {
  assert.deepEqual(adviceFor({}), []);
});
