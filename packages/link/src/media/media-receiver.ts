import type { OffsetFilter } from '../clock/offset-filter.ts';
import type { EventQueue } from '../event-queue.ts';
import type { ReceivedFrame } from '../events.ts';
import type { Totals } from '../statistics.ts';
import type { ShardHead } from '../wire/shard.ts';
import type { Slab } from '../wire/slab.ts';
import { FramePool } from './frame-pool.ts';
import { GivenUpNotes } from './given-up.ts';
import { type ReceiverContext, type ShardOutcome, TrackReceiver } from './track-receiver.ts';
import { audioTrack } from './tracks.ts';
import { WantedQueue } from './wanted-queue.ts';

/** Bytes of frames that may be in assembly at once. */
const maxAssemblyBytes = 64 * 1024 * 1024;

/** Everything of the media that comes in. */
export class MediaReceiver implements ReceiverContext {
  readonly wanted: WantedQueue = new WantedQueue();
  readonly pool: FramePool = new FramePool();
  readonly givenUp: GivenUpNotes = new GivenUpNotes();
  readonly #clock: OffsetFilter;
  readonly #events: EventQueue;
  readonly #totals: Totals;
  readonly #tracks: TrackReceiver[] = [];
  #assemblyBytes = 0;

  constructor(clock: OffsetFilter, events: EventQueue, totals: Totals) {
    this.#clock = clock;
    this.#events = events;
    this.#totals = totals;
  }

  take(nowUs: number, sentUs: number, head: ShardHead, slab: Slab): ShardOutcome {
    return this.#track(head.track).take(nowUs, sentUs, head, slab);
  }

  skip(nowUs: number, track: number, wireNumber: number, count: number): void {
    this.#track(track).skip(nowUs, wireNumber, count);
  }

  /** When there is something to be said to the sender, µs; infinity for never. */
  noteUs(): number {
    return Math.min(this.wanted.dueUs(), this.givenUp.dueUs());
  }

  /** Writes what is to be said to the sender now, as far as it fits, and returns where it ends. */
  writeNotes(nowUs: number, slab: Slab, at: number): number {
    return this.givenUp.write(nowUs, slab, this.wanted.write(nowUs, slab, at));
  }

  /** When `check` has something to do, µs. */
  checkUs(): number {
    let dueUs = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#tracks.length; at++) dueUs = Math.min(dueUs, this.#tracks[at]!.checkUs);
    return dueUs;
  }

  check(nowUs: number): void {
    for (const track of this.#tracks) if (track.checkUs <= nowUs) track.check(nowUs);
  }

  /** The peer is another instance now. */
  reset(): void {
    this.wanted.clear();
    this.givenUp.clear();
    for (const track of this.#tracks) track.reset();
  }

  get offsetUs(): number {
    return this.#clock.offsetUs;
  }

  get rttUs(): number {
    return this.#clock.rttUs;
  }

  get rttDeviationUs(): number {
    return this.#clock.rttDeviationUs;
  }

  reserve(bytes: number): boolean {
    if (this.#assemblyBytes + bytes > maxAssemblyBytes) return false;
    this.#assemblyBytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#assemblyBytes -= bytes;
  }

  wished(count: number): void {
    this.#totals.shardsAsked += count;
  }

  gaveUp(nowUs: number, track: number, number: number): void {
    if (track !== audioTrack) this.givenUp.add(nowUs, track, number);
  }

  frame(frame: ReceivedFrame): void {
    if (this.#events.full) {
      this.lost(frame.track, frame.number, 1);
      return;
    }
    this.#totals.framesReceived++;
    this.#events.push({ type: 'frame', frame });
  }

  lost(track: number, number: number, count: number): void {
    this.#totals.framesLost += count;
    if (!this.#events.full) this.#events.push({ type: 'frame-lost', track, number, count });
  }

  #track(number: number): TrackReceiver {
    for (let at = 0; at < this.#tracks.length; at++) {
      if (this.#tracks[at]!.track === number) return this.#tracks[at]!;
    }
    const made = new TrackReceiver(number, this);
    this.#tracks.push(made);
    return made;
  }
}
