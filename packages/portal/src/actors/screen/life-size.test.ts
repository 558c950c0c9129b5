import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Placement } from '../../calibrate/geometry.ts';
import { LifeSize } from './life-size.ts';

const room = { screenWidthM: 1, screenHeightM: 2, screenBottomM: 0 };
const whole = { x: 0, y: 0, width: 1, height: 1 };

test('a picture is placed once both rooms and its shape are known, in whatever order', () => {
  const known: ((lifeSize: LifeSize) => void)[] = [
    (lifeSize) => lifeSize.room(room),
    (lifeSize) => lifeSize.view({ pictureHeightM: 2, bottomM: 0 }),
    (lifeSize) => lifeSize.picture(360, 720),
  ];
  for (const order of [known, known.toReversed(), [known[1]!, known[0]!, known[2]!]]) {
    const { lifeSize, placed } = watched();
    for (const tell of order.slice(0, 2)) tell(lifeSize);
    assert.deepEqual(placed.at(-1), undefined);
    order[2]!(lifeSize);
    assert.deepEqual(placed.at(-1), { source: whole, target: whole });
  }
});

test('the placement follows the measures of either room and the shape of the picture', () => {
  const { lifeSize, placed } = watched();
  lifeSize.room(room);
  lifeSize.view({ pictureHeightM: 2, bottomM: 0 });
  lifeSize.picture(360, 720);
  lifeSize.view({ pictureHeightM: 1, bottomM: 0 });
  assert.deepEqual(placed.at(-1)?.target, { x: 0.25, y: 0.5, width: 0.5, height: 0.5 });
  lifeSize.room({ ...room, screenWidthM: 2 });
  assert.deepEqual(placed.at(-1)?.target, { x: 0.375, y: 0.5, width: 0.25, height: 0.5 });
  lifeSize.picture(720, 720);
  assert.deepEqual(placed.at(-1)?.target, { x: 0.25, y: 0.5, width: 0.5, height: 0.5 });
  const { length } = placed;
  lifeSize.picture(720, 720);
  assert.equal(placed.length, length, 'the same shape is no news');
});

test('what is not known any more is letterboxed again', () => {
  for (const forget of [
    (lifeSize: LifeSize) => lifeSize.view({ pictureHeightM: 0, bottomM: 0 }),
    (lifeSize: LifeSize) => lifeSize.room({ screenWidthM: 1 }),
  ]) {
    const { lifeSize, placed } = watched();
    lifeSize.room(room);
    lifeSize.view({ pictureHeightM: 2, bottomM: 0 });
    lifeSize.picture(360, 720);
    assert.notEqual(placed.at(-1), undefined);
    forget(lifeSize);
    assert.equal(placed.at(-1), undefined);
  }
});

test('what keeps people over there from being seen whole is told once', () => {
  const { lifeSize, advice } = watched();
  lifeSize.room({ ...room, eyeHeightM: 1.6 });
  lifeSize.picture(360, 720);
  lifeSize.view({ pictureHeightM: 1.5, bottomM: 0 });
  lifeSize.view({ pictureHeightM: 1.5, bottomM: 0 });
  assert.equal(advice.length, 1);
  assert.match(advice[0]!, /the other room's camera sees up to 1.50 m/);
});

function watched(): { lifeSize: LifeSize; placed: (Placement | undefined)[]; advice: string[] } {
  const placed: (Placement | undefined)[] = [];
  const advice: string[] = [];
  const lifeSize = new LifeSize(
    (placement) => placed.push(placement),
    (sentence) => advice.push(sentence),
  );
  return { lifeSize, placed, advice };
}
