import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { EncoderMarker } from './encoder-marker.ts';

test('an encoder that was in use when the process ended is left out from then on', (t) => {
  const path = file(t);
  new EncoderMarker(path).uses('h264_nvenc');
  const second = new EncoderMarker(path);
  assert.deepEqual(second.crashed, ['h264_nvenc']);
  second.tries('h264_vaapi');
  assert.deepEqual(new EncoderMarker(path).crashed, ['h264_nvenc', 'h264_vaapi']);
  assert.deepEqual(new EncoderMarker(path).crashed, ['h264_nvenc', 'h264_vaapi'], 'and for good');
});

test('one that was tried or used and given up in peace is not', (t) => {
  const path = file(t);
  const marker = new EncoderMarker(path);
  marker.tries('h264_qsv');
  marker.tries(undefined);
  marker.uses('hevc_vaapi');
  marker.uses(undefined);
  assert.deepEqual(new EncoderMarker(path).crashed, []);
  assert.equal(existsSync(path), false);
});

test('software is never left out', (t) => {
  const path = file(t);
  new EncoderMarker(path).tries('libx264');
  assert.deepEqual(new EncoderMarker(path).crashed, []);
});

test('a file with anything in it, or a place that cannot be written to, harms nothing', (t) => {
  const path = file(t);
  writeFileSync(path, 'h264_nvenc\n../../etc\n\0\n+av1_amf\n');
  assert.deepEqual(new EncoderMarker(path).crashed, ['h264_nvenc', 'av1_amf']);
  const nowhere = new EncoderMarker(join(path, 'below', 'a-file'));
  nowhere.uses('h264_nvenc');
  assert.deepEqual(nowhere.crashed, []);
});

function file(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'ajar-test-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return join(directory, 'encoder');
}
