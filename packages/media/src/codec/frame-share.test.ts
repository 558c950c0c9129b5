import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from 'node-av/lib';
import { createTestRoom } from '../room/test-room.ts';
import type { Size } from '../size.ts';
import { allocateFrame } from './picture-frame.ts';
import { leastBitrateFor } from './rate.ts';
import { openVideoEncoder, type VideoEncoder } from './video-encoder.ts';

// A frame's share of the bitrate and a tenth more: what a link that follows the same target carries in about a frame's time.
const tolerance = 1.1;

const cases: readonly { size: Size; fps: number; bitratesBps: readonly number[] }[] = [
  { size: { width: 320, height: 180 }, fps: 30, bitratesBps: [1_500_000] },
  { size: { width: 640, height: 360 }, fps: 60, bitratesBps: [2_000_000, 8_000_000] },
  { size: { width: 1280, height: 720 }, fps: 60, bitratesBps: [2_250_000, 8_000_000, 20_000_000] },
  { size: { width: 1920, height: 1080 }, fps: 60, bitratesBps: [5_000_000, 14_000_000] },
];

for (const { size, fps, bitratesBps } of cases) {
  for (const bitrateBps of [leastBitrateFor(size, fps), ...bitratesBps]) {
    const name = `${size.width}x${size.height}@${fps} at ${bitrateBps / 1e6} Mbit/s`;

    test(`${name}: rooms, cuts, noise, black and keyframes keep to their share`, () => {
      using pictures = new Pictures(size);
      using encoder = openVideoEncoder({ size, fps, bitrateBps, threads: 2 });
      const watch = new Watch(encoder, bitrateBps / fps);

      for (let index = 0; index < 60; index++) watch.encode(pictures.story(index), index % 25 === 13);

      watch.verify();
    });

    test(`${name}: they keep to it from the next frame on when rate and frame rate change`, () => {
      using pictures = new Pictures(size);
      using encoder = openVideoEncoder({ size, fps, bitrateBps, threads: 2 });
      const watch = new Watch(encoder, bitrateBps / fps);
      const changes = [1, 0.5, 0.25, 1, 0.7, 0.3, 0.9, 2, 0.4];

      for (let index = 0; index < 72; index++) {
        if (index % 8 === 0) {
          const factor = changes[index / 8]!;
          // The share of three of these is the same as before, made of another rate and frame rate.
          const frameRate = index % 24 === 16 ? fps / 2 : fps;
          const rateBps = Math.max(bitrateBps * factor, leastBitrateFor(size, frameRate));
          encoder.setRate(rateBps, frameRate);
          watch.shareBits = rateBps / frameRate;
        }
        watch.encode(pictures.story(index), index % 31 === 30);
      }

      watch.verify();
    });
  }
}

/** A room that moves, and what rooms may do: another one at once, lights out, and noise as of a camera in the dark. */
class Pictures {
  readonly #rooms: readonly Frame[];
  readonly #black: Frame;
  readonly #noise: Frame;

  constructor(size: Size) {
    this.#rooms = [0, 1].flatMap((number) => {
      const room = createTestRoom(size, number);
      return [0, 1, 2].map((index) => {
        const frame = allocateFrame(size);
        room.draw({ ...size, planes: frame.data!, strides: frame.linesize }, index / 10, index);
        return frame;
      });
    });
    this.#black = allocateFrame(size);
    for (const [plane, bytes] of this.#black.data!.entries()) bytes.fill(plane === 0 ? 16 : 128);
    this.#noise = allocateFrame(size);
    let state = 1;
    for (const bytes of this.#noise.data!) {
      for (let at = 0; at < bytes.length; at++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        bytes[at] = 16 + ((state >>> 24) * 219) / 255;
      }
    }
  }

  story(index: number): Frame {
    const step = index % 30;
    if (step === 22 || step === 23) return this.#noise;
    if (step === 26) return this.#black;
    return this.#rooms[(step >= 11 && step < 20 ? 3 : 0) + (index % 3)]!;
  }

  [Symbol.dispose](): void {
    for (const frame of [...this.#rooms, this.#black, this.#noise]) frame.free();
  }
}

class Watch {
  readonly #encoder: VideoEncoder;
  readonly #tooLarge: string[] = [];
  #count = 0;
  shareBits: number;

  constructor(encoder: VideoEncoder, shareBits: number) {
    this.#encoder = encoder;
    this.shareBits = shareBits;
  }

  encode(frame: Frame, keyframe: boolean): void {
    const { data } = this.#encoder.encode(frame, this.#count, { keyframe });
    const times = (data.length * 8) / this.shareBits;
    if (times > tolerance) {
      this.#tooLarge.push(`frame ${this.#count}${keyframe ? ' (keyframe)' : ''} ${times.toFixed(2)} times`);
    }
    this.#count++;
  }

  verify(): void {
    assert.deepEqual(this.#tooLarge, []);
  }
}
