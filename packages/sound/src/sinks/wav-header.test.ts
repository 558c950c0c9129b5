import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WAV_HEADER_BYTES, wavHeader } from './wav-header.ts';

function tag(header: Uint8Array, at: number): string {
  return Buffer.from(header.buffer, at, 4).toString('latin1');
}

/** Where each chunk's body starts, by name, as a reader walks the file. */
function chunks(header: Uint8Array): Map<string, number> {
  const view = new DataView(header.buffer);
  const found = new Map<string, number>();
  for (let at = 12; at < WAV_HEADER_BYTES; ) {
    found.set(tag(header, at), at + 8);
    at += 8 + view.getUint32(at + 4, true);
  }
  return found;
}

test('the header says 48 kHz, stereo, 32-bit float and how much follows', () => {
  const header = wavHeader(480);
  const view = new DataView(header.buffer);
  const format = chunks(header).get('fmt ') ?? 0;
  assert.equal(tag(header, 0), 'RIFF');
  assert.equal(view.getUint32(4, true), WAV_HEADER_BYTES - 8 + 480 * 8);
  assert.equal(view.getUint16(format, true), 3);
  assert.equal(view.getUint16(format + 2, true), 2);
  assert.equal(view.getUint32(format + 4, true), 48_000);
  assert.equal(view.getUint32(format + 8, true), 384_000);
  assert.equal(view.getUint16(format + 12, true), 8);
  assert.equal(view.getUint16(format + 14, true), 32);
  assert.equal(view.getUint32(chunks(header).get('fact') ?? 0, true), 480);
  assert.equal(chunks(header).get('data'), WAV_HEADER_BYTES);
  assert.equal(view.getUint32(WAV_HEADER_BYTES - 4, true), 3_840);
});

test('beyond 4 GiB it is an RF64 of the same length', () => {
  const frames = 48_000 * 3600 * 24;
  const header = wavHeader(frames);
  const view = new DataView(header.buffer);
  assert.equal(tag(header, 0), 'RF64');
  assert.equal(tag(header, 12), 'ds64');
  assert.equal(view.getUint32(4, true), 0xffff_ffff);
  assert.equal(view.getBigUint64(20, true), BigInt(frames * 8 + WAV_HEADER_BYTES - 8));
  assert.equal(view.getBigUint64(28, true), BigInt(frames * 8));
  assert.equal(view.getBigUint64(36, true), BigInt(frames));
});
