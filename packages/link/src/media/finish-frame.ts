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

/** A copy that belongs to whoever gets it. Small ones, such as sound, are cut from memory that several share. */
function copyOf(body: Buffer, from: number, to: number): Buffer {
  const data = Buffer.allocUnsafe(to - from);
  body.copy(data, 0, from, to);
  return data;
}
