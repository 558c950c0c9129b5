import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestRoom, type Size } from '@ajar/media';

/** Pictures drawn beforehand, which both sides show forwards and backwards in a loop. */
export interface Clip {
  readonly path: string;
  readonly size: Size;
  readonly pictures: number;
}

/** Draws a clip of a test room into a file in a directory of its own; `remove` takes it away again. */
export function drawClip(size: Size, fps: number): { clip: Clip; remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'ajar-bench-'));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const path = join(directory, 'clip.yuv');
    const pictures = Math.max(8, Math.min(60, Math.floor(MAX_CLIP_BYTES / pictureBytes(size))));
    const room = createTestRoom(size, 0);
    while (room.prepare());
    const bytes = Buffer.alloc(pictureBytes(size));
    const planes = planesOf(bytes, size);
    const strides = [size.width, size.width / 2, size.width / 2];
    const file = openSync(path, 'w');
    for (let index = 0; index < pictures; index++) {
      room.draw({ ...size, planes, strides }, index / fps, 0);
      writeSync(file, bytes);
    }
    closeSync(file);
    return { clip: { path, size, pictures }, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** All pictures of a clip in memory. */
export class ClipReader {
  readonly #clip: Clip;
  readonly #bytes: Buffer;

  constructor(clip: Clip) {
    this.#clip = clip;
    const length = clip.pictures * pictureBytes(clip.size);
    this.#bytes = Buffer.alloc(length);
    const file = openSync(clip.path, 'r');
    for (let at = 0; at < length; ) at += readSync(file, this.#bytes, at, length - at, at);
    closeSync(file);
  }

  /** Frame `number` of the endless loop: luma, blue and red difference in one piece, without padding. Not to be written to. */
  frame(number: number): Buffer {
    const bytes = pictureBytes(this.#clip.size);
    const at = pictureOf(number, this.#clip.pictures) * bytes;
    return this.#bytes.subarray(at, at + bytes);
  }
}

/** Bytes of a yuv420p picture. */
export function pictureBytes(size: Size): number {
  return (size.width * size.height * 3) / 2;
}

/** The three planes of a yuv420p picture that lies in one piece. */
export function planesOf(bytes: Buffer, { width, height }: Size): Buffer[] {
  const luma = width * height;
  return [bytes.subarray(0, luma), bytes.subarray(luma, luma * 1.25), bytes.subarray(luma * 1.25)];
}

const MAX_CLIP_BYTES = 400e6;

/** Forwards and backwards, so that the loop has no jump. */
function pictureOf(frame: number, pictures: number): number {
  const period = 2 * pictures - 2;
  const at = frame % period;
  return at < pictures ? at : period - at;
}
