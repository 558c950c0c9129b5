import { type IncomingFrame, shardState } from './incoming-frame.ts';

/** Where questions for missing shards go. */
export interface AskSink {
  /** `count` shards from `first` on; a count of 0 asks for the whole frame. */
  ask(track: number, number: number, first: number, count: number): void;
}

/** Asks, at `nowUs`, for what a frame has been missing since `dueUs` or longer and has not asked for. */
export function askFor(
  sink: AskSink,
  track: number,
  frame: IncomingFrame,
  nowUs: number,
  dueUs: number,
): void {
  if (frame.shardCount > 0) {
    if (frame.tailOverdueUs() <= dueUs) frame.miss(frame.highestIndex + 1, frame.shardCount, dueUs);
    askForShards(sink, track, frame, nowUs, dueUs);
  } else if (!frame.wholeAsked && frame.missedUs <= dueUs) {
    frame.wholeAsked = true;
    frame.askedUs = nowUs;
    sink.ask(track, frame.number, 0, 0);
  }
}

/** Since when something is missed that has not been asked for, or will be missed if it does not come; infinity for nothing. */
export function missedUs(frame: IncomingFrame): number {
  if (frame.shardCount === 0) return frame.wholeAsked ? Number.POSITIVE_INFINITY : frame.missedUs;
  let earliestUs = Number.POSITIVE_INFINITY;
  for (let index = 0; index < frame.shardCount; index++) {
    if (frame.states[index] !== shardState.absent) continue;
    const sinceUs = frame.missedSinceUs[index]!;
    earliestUs = Math.min(earliestUs, sinceUs === Number.POSITIVE_INFINITY ? frame.tailOverdueUs() : sinceUs);
  }
  return earliestUs;
}

function askForShards(
  sink: AskSink,
  track: number,
  frame: IncomingFrame,
  nowUs: number,
  dueUs: number,
): void {
  let run = 0;
  for (let index = 0; index <= frame.shardCount; index++) {
    const missed =
      index < frame.shardCount &&
      frame.states[index] === shardState.absent &&
      frame.missedSinceUs[index]! <= dueUs;
    if (missed) {
      frame.states[index] = shardState.asked;
      run++;
    } else if (run > 0) {
      frame.askedUs = nowUs;
      sink.ask(track, frame.number, index - run, run);
      run = 0;
    }
  }
}
