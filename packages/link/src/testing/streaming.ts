import type { End, Pair } from './pair.ts';

const frameUs = 16_667;
const soundUs = 5000;

/** What is streamed. */
export interface StreamOptions {
  /** Bytes of a frame; of a keyframe, three times as many. */
  readonly frameBytes?: number;
  /** Lifetime of a frame, µs. */
  readonly lifetimeUs?: number;
}

/** A sender of video at 60 frames a second and sound in blocks of 5 ms that makes a keyframe whenever the link says that one is needed. */
export class Streaming {
  readonly #pair: Pair;
  readonly #end: End;
  readonly #frameBytes: number;
  readonly #lifetimeUs: number;
  #eventsRead = 0;
  #wanted = true;
  #frameDueUs: number;
  #soundDueUs: number;
  keyframes = 0;

  constructor(pair: Pair, end: End, options: StreamOptions = {}) {
    this.#pair = pair;
    this.#end = end;
    this.#frameBytes = options.frameBytes ?? 83_000;
    this.#lifetimeUs = options.lifetimeUs ?? 400_000;
    this.#frameDueUs = pair.nowUs;
    this.#soundDueUs = pair.nowUs;
  }

  /** When it has something to send. */
  get dueUs(): number {
    return Math.min(this.#frameDueUs, this.#soundDueUs);
  }

  send(): void {
    const { nowUs } = this.#pair;
    if (this.#soundDueUs <= nowUs) {
      this.#soundDueUs += soundUs;
      this.#pair.sendFrame(this.#end, 2, Buffer.alloc(160, 2));
    }
    if (this.#frameDueUs > nowUs) return;
    this.#frameDueUs += frameUs;
    this.#listen();
    const keyframe = this.#wanted;
    const data = Buffer.alloc(this.#frameBytes * (keyframe ? 3 : 1), 1);
    const number = this.#pair.sendFrame(this.#end, 1, data, this.#lifetimeUs, { keyframe });
    // An encoder's keyframe that nobody was there for has to be made again.
    if (keyframe && number >= 0) {
      this.#wanted = false;
      this.keyframes++;
    }
  }

  #listen(): void {
    const { events } = this.#end;
    for (; this.#eventsRead < events.length; this.#eventsRead++) {
      const event = events[this.#eventsRead]!;
      if (event.type === 'state' && event.state === 'open') this.#wanted = true;
      if (event.type === 'keyframe-wanted' && event.track === 1) this.#wanted = true;
      if (event.type === 'frame-dropped' && event.track === 1) this.#wanted = true;
    }
  }
}

/** Lets `us` pass while all of `streams` send. */
export function streamFor(pair: Pair, us: number, ...streams: Streaming[]): void {
  const endUs = pair.nowUs + us;
  while (pair.nowUs < endUs) {
    let dueUs = endUs;
    for (const stream of streams) dueUs = Math.min(dueUs, stream.dueUs);
    if (dueUs > pair.nowUs) pair.run(dueUs - pair.nowUs);
    for (const stream of streams) if (stream.dueUs <= pair.nowUs) stream.send();
  }
}

/** When each video frame that `end` could show was whole, µs: a keyframe, or one whose predecessor could be shown. */
export function shownUs(end: End): number[] {
  const times: number[] = [];
  let last = -2;
  for (const { track, number, keyframe, completeUs } of end.frames) {
    if (track !== 1 || !(keyframe || number === last + 1)) continue;
    last = number;
    times.push(completeUs);
  }
  return times;
}
