import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MediaError } from '../error.ts';
import { allocateFrame } from './picture-frame.ts';

test('a frame has a luma plane and two quarter planes that keep what is drawn', () => {
  const frame = allocateFrame({ width: 322, height: 182 });
  const [luma, blue, red] = frame.data!;
  const [lumaStride, blueStride, redStride] = frame.linesize;

  luma!.fill(17);
  blue!.fill(18);
  red!.fill(19);

  assert.equal(luma!.length, lumaStride! * 182);
  assert.equal(blue!.length, blueStride! * 91);
  assert.equal(red!.length, redStride! * 91);
  assert.ok(lumaStride! >= 322 && blueStride! >= 161);
  assert.deepEqual([frame.data![0]![9], frame.data![1]![9], frame.data![2]![9]], [17, 18, 19]);
  frame.free();
});

test('a picture that cannot exist is named', () => {
  assert.throws(
    () => allocateFrame({ width: -4, height: 100 }),
    (error) => error instanceof MediaError && error.code === 'bad-spec' && error.message.includes('-4x100'),
  );
});
