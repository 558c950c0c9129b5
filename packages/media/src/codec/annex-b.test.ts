import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isKeyframe, withoutUserData } from './annex-b.ts';

const parameters = [0, 0, 0, 1, 0x67, 1, 2, 3, 0, 0, 0, 1, 0x68, 4];
const advertisement = [0, 0, 1, 0x06, 5, 2, 7, 7, 0x80];
const slices = [0, 0, 1, 0x65, 9, 9, 0, 0, 1, 0x65, 8, 8];

test('user data before the first slice is taken out, and nothing else is touched', () => {
  const stripped = withoutUserData(Uint8Array.from([...parameters, ...advertisement, ...slices]));

  assert.deepEqual([...stripped], [...parameters, ...slices]);
});

test('a recovery point, and a picture without any message, stay as they are', () => {
  const recovery = [...parameters, 0, 0, 1, 0x06, 6, 1, 0x80, ...slices];

  assert.deepEqual([...withoutUserData(Uint8Array.from(recovery))], recovery);
  assert.deepEqual(
    [...withoutUserData(Uint8Array.from([...parameters, ...slices]))],
    [...parameters, ...slices],
  );
});

test('whatever the bytes are, what is left is no longer and as much a keyframe', () => {
  const unit = fc.tuple(fc.constantFrom(1, 5, 6, 7, 8), fc.uint8Array({ maxLength: 20 }));
  fc.assert(
    fc.property(fc.array(unit), (units) => {
      const data = Uint8Array.from(units.flatMap(([type, bytes]) => [0, 0, 1, 0x60 | type, ...bytes]));
      const was = isKeyframe(data);
      const stripped = withoutUserData(data.slice());
      assert.ok(stripped.length <= data.length);
      assert.equal(isKeyframe(stripped), was);
    }),
  );
});
