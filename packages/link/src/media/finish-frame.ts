import type { ReceivedFrame } from '../events.ts';
import { dataAt, readEncodeUs } from '../wire/preamble.ts';
import type { IncomingFrame } from './incoming-frame.ts';

/** Where the frames of a track end up. */
export interface FrameSink {
  /** Sender's clock minus own clock, µs; NaN while unknown. */
  readonly offsetUs: number;
  frame(frame: ReceivedFrame): void;
  /** `count` frames from `number` on will not be delivered. */
  lost(track: number, number: number, count: number): void;
}

/** Hands a copy of a whole frame over. */
export function finishFrame(sink: FrameSink, track: number, frame: IncomingFrame): void {
  const { body, bodyBytes, capturedUs } = frame;
  const at = dataAt(body, bodyBytes);
  if (at < 0) {
    sink.lost(track, frame.number, 1);
    return;
  }
  sink.frame({
    track,
    number: frame.number,
    keyframe: frame.keyframe,
    data: copyOf(body, at, bodyBytes),
    capturedUs,
    encodedUs: capturedUs + readEncodeUs(body),
    sentUs: frame.sentUs,
    firstReceivedUs: frame.firstReceivedUs,
    completeUs: frame.lastReceivedUs,
    offsetUs: sink.offsetUs,
  });
}

/**
 * Gives a frame's memory back at once, which the collector of garbage would do only after some megabytes and by going through the whole heap.
 * Its data is empty afterwards.
 */
export function releaseFrame({ data }: ReceivedFrame): void {
  const { buffer, byteLength } = data;
  if (byteLength > 0 && buffer.byteLength === byteLength) (buffer as ArrayBuffer).transfer(0);
}

/** Frames up to this share memory with others, as sound's do, and larger ones have their own, which can be given back. */
const sharedBytes = 4096;

/** A copy that belongs to whoever gets it. */
function copyOf(body: Buffer, from: number, to: number): Buffer {
  const bytes = to - from;
  const data = bytes > sharedBytes ? Buffer.allocUnsafeSlow(bytes) : Buffer.allocUnsafe(bytes);
  body.copy(data, 0, from, to);
  return data;
}
