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

/** Hands a whole frame over, together with the memory of its body. */
export function finishFrame(sink: FrameSink, track: number, frame: IncomingFrame): void {
  const { body, capturedUs } = frame;
  const at = dataAt(body);
  if (at < 0) {
    sink.lost(track, frame.number, 1);
    return;
  }
  sink.frame({
    track,
    number: frame.number,
    keyframe: frame.keyframe,
    data: body.subarray(at),
    capturedUs,
    encodedUs: capturedUs + readEncodeUs(body),
    sentUs: frame.sentUs,
    firstReceivedUs: frame.firstReceivedUs,
    completeUs: frame.lastReceivedUs,
    offsetUs: sink.offsetUs,
  });
}
