import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMark, markEveryFrames, speech } from './audio/path/marks.ts';

test('each of a second of marks is found where it is, and no other is taken for it', () => {
  const said = speech(0, 9 * markEveryFrames);
  const laterBy = 1000;
  const heard = new Float32Array(said.length + laterBy);
  heard.set(
    said.map((value, frame) => 0.2 * value + 0.01 * Math.sin(frame)),
    laterBy,
  );

  for (let number = 0; number < 8; number++) {
    const found = findMark(number, heard, 0, heard.length);

    assert.ok(found, `${number}`);
    assert.ok(
      Math.abs(found.frame - laterBy - number * markEveryFrames) < 0.1,
      `${number} at ${found.frame}`,
    );
  }
});

test('a mark between two samples is found there, and silence has none', () => {
  const said = speech(0, markEveryFrames);
  const heard = new Float32Array(2 * markEveryFrames);
  for (const frame of said.keys()) heard[100 + frame] = (said[frame]! + (said[frame - 1] ?? 0)) / 2;

  const found = findMark(0, heard, 0, 400);

  assert.ok(Math.abs(found!.frame - 100.5) < 0.05, `${found!.frame}`);
  assert.equal(findMark(0, new Float32Array(10_000), 0, 5000), undefined);
});
