import type { EventQueue } from '../event-queue.ts';
import type { PathLimits } from '../path/path-limits.ts';
import { countDropped, type Purpose, type Totals } from '../statistics.ts';
import { chunkHeadBytes, chunkType, writeChunkHead } from '../wire/chunk.ts';
import { skippedBytes, writeSkipped } from '../wire/control.ts';
import { chunksEnd } from '../wire/datagram.ts';
import { maxShardBytes, ShardHead, shardHeadBytes, writeShardHead } from '../wire/shard.ts';
import type { Slab } from '../wire/slab.ts';
import { KeyframeWishes } from './keyframe-wishes.ts';
import type { LossView } from './loss-tail.ts';
import { MediaRate } from './media-rate.ts';
import type { FrameInfo, OutgoingFrame } from './outgoing-frame.ts';
import { PacingWait } from './pacing-wait.ts';
import { Redundancy } from './redundancy.ts';
import { Repairs } from './repairs.ts';
import { SkipQueue } from './skip-queue.ts';
import { type SenderContext, TrackSender } from './track-sender.ts';
import { audioTrack } from './tracks.ts';

/** A repair takes this long beyond its way there and back: until the hole is noticed, and in both machines, µs. */
const repairSlackUs = 10_000;
/** Sound repeats so many of the frames before it: one always, more where packets get lost, and where they do so in runs. */
const predecessors = { quiet: 1, lossy: 2, bursts: 3 } as const;
/** A shard takes no longer than this to get out, if smaller ones would not, µs. */
const longestShardUs = 2000;
/** A frame of sound that is larger than this is not repeated, bytes. */
const maxPredecessorBytes = 400;

/** Everything of the media that goes out: queues of all tracks, parity, repairs, notes about frames that were dropped. */
export class MediaSender implements SenderContext {
  readonly rate: MediaRate = new MediaRate();
  readonly pacingWait: PacingWait = new PacingWait();
  readonly redundancy: Redundancy;
  readonly repairs: Repairs;
  usPerByte = 0;
  wayUs = 0;
  /** What the shard that was written last is for, and how many bytes of its packet repeat earlier ones. */
  purpose: Purpose = 'media';
  repeatedBytes = 0;
  readonly #events: EventQueue;
  readonly #totals: Totals;
  readonly #firstNumber: number;
  readonly #limits: PathLimits;
  readonly #audio: TrackSender;
  /** All but the audio track, in the order of their numbers. */
  readonly #others: TrackSender[] = [];
  readonly #skips = new SkipQueue();
  readonly #keyframeWishes: KeyframeWishes;
  readonly #head = new ShardHead();

  constructor(
    events: EventQueue,
    totals: Totals,
    firstNumber: number,
    loss: LossView,
    limits: PathLimits,
    leastParity = 0,
  ) {
    this.#limits = limits;
    this.#events = events;
    this.#totals = totals;
    this.#firstNumber = firstNumber;
    this.redundancy = new Redundancy(loss, leastParity);
    this.#keyframeWishes = new KeyframeWishes(events);
    this.#audio = new TrackSender(audioTrack, this, firstNumber);
    this.repairs = new Repairs(this.redundancy, (track) => this.#find(track));
  }

  /** Queues a copy of a frame and returns its number; −1 when there is no room. */
  push(nowUs: number, track: number, data: Uint8Array, info: FrameInfo): number {
    this.rate.add(nowUs, data.length);
    const number = this.#sender(track).push(nowUs, data, info);
    if (number < 0) this.#totals.framesDropped++;
    else this.#totals.framesSent++;
    return number;
  }

  /** The peer wants more of a frame: `count` symbols of each block in `view`, or all when there is none. */
  wish(
    nowUs: number,
    track: number,
    wireNumber: number,
    serial: number,
    view: DataView,
    at: number,
    end: number,
  ): void {
    const outcome = this.repairs.take(nowUs, this.wayUs, track, wireNumber, serial, view, at, end);
    if (outcome !== 'refused') return;
    // What cannot be repaired is not to be waited for, and neither is what follows it.
    this.#skips.push(track, wireNumber);
    this.givenUp(nowUs, track, wireNumber);
  }

  /** The peer gave up a frame that later ones need. */
  givenUp(nowUs: number, track: number, wireNumber: number): void {
    const sender = this.#find(track);
    if (sender === undefined || track === audioTrack || sender.superseded(wireNumber)) return;
    this.#keyframeWishes.want(nowUs, track, sender.newestKeyframe);
  }

  skipped(nowUs: number, track: number, frame: OutgoingFrame): void {
    this.#skips.push(track, frame.number);
    countDropped(this.#totals);
    this.#events.push({ type: 'frame-dropped', track, number: frame.number });
    if (!frame.disposable) this.givenUp(nowUs, track, frame.number % 0x1_0000_0000);
  }

  parityFor(nowUs: number, track: number, shards: number, deadlineUs: number): number {
    // Sound in one packet comes along with the next ones anyway.
    if (track === audioTrack && shards === 1) return 0;
    const repairedUs = nowUs + 3 * this.wayUs + repairSlackUs;
    return this.redundancy.rows(shards, repairedUs < deadlineUs);
  }

  /**
   * Many small shards need less parity than few large ones, and on a slow path a large one keeps everything else waiting; otherwise large ones cost less to
   * handle.
   */
  get shardBytes(): number {
    const pathShardBytes = this.#limits.chunkBytes - shardHeadBytes;
    const isSlow = pathShardBytes * this.usPerByte > longestShardUs;
    return this.redundancy.lossy || isSlow ? Math.min(pathShardBytes, maxShardBytes) : pathShardBytes;
  }

  /** Each of these writes one shard at `at` and returns where it ends; 0 when there is nothing to send. */
  writeAudio(nowUs: number, slab: Slab, at: number): number {
    const frame = this.#audio.head(nowUs);
    if (frame === undefined) return 0;
    const ownAt = frame.shardCount === 1 ? this.#writePredecessors(nowUs, slab, at, frame) : at;
    const end = this.#writeFirst(nowUs, slab, ownAt, audioTrack, frame);
    this.repeatedBytes = ownAt - at;
    return end;
  }

  writeRepair(nowUs: number, slab: Slab, at: number): number {
    const frame = this.repairs.next(nowUs, this.wayUs);
    if (frame === undefined) return 0;
    const { track, index } = this.repairs;
    this.purpose = 'repair';
    this.repeatedBytes = 0;
    this.#totals.shardsRepaired++;
    slab.view.setUint8(at, chunkType.shard);
    return this.#write(nowUs, slab, at + 1, track, frame, index, true);
  }

  writeVideo(nowUs: number, slab: Slab, at: number): number {
    const sender = this.#videoSender(nowUs);
    return sender === undefined ? 0 : this.#writeFirst(nowUs, slab, at, sender.track, sender.head(nowUs)!);
  }

  /** Whether audio waits, which is never held back. */
  audioWaits(nowUs: number): boolean {
    return this.#audio.head(nowUs) !== undefined;
  }

  /** Whether anything waits for the pacer. */
  pacedWaits(nowUs: number): boolean {
    return this.repairs.dueUs <= nowUs || this.videoWaits(nowUs);
  }

  videoWaits(nowUs: number): boolean {
    return this.#videoSender(nowUs) !== undefined;
  }

  get skipsWait(): boolean {
    return !this.#skips.empty;
  }

  /** Writes the notes about dropped frames as chunks as far as they fit, and returns where they end. */
  writeSkips(slab: Slab, at: number): number {
    let end = at;
    while (end + skippedBytes <= chunksEnd && this.#skips.step()) {
      end = writeSkipped(slab.view, end, this.#skips.track, this.#skips.number, this.#skips.count);
    }
    return end;
  }

  waitingBytes(): number {
    return this.#others.reduce((sum, sender) => sum + sender.waitingBytes(), this.#audio.waitingBytes());
  }

  /** The peer restarted, or is gone: what it wished for is of no interest any more. */
  forgetRequests(): void {
    this.repairs.clear();
    this.#skips.clear();
  }

  #writeFirst(nowUs: number, slab: Slab, at: number, track: number, frame: OutgoingFrame): number {
    const index = frame.sentSymbols;
    this.purpose = index < frame.shardCount ? 'media' : 'fec';
    this.repeatedBytes = 0;
    slab.view.setUint8(at, chunkType.shard);
    const end = this.#write(nowUs, slab, at + 1, track, frame, index, false);
    frame.sentSymbols++;
    if (index === frame.shardCount - 1 && track !== audioTrack) this.pacingWait.add(nowUs, frame.queuedUs);
    this.repairs.earn(end - at);
    return end;
  }

  /** Writes the frames of sound before `frame`, as far as they fit in front of it, the oldest first. */
  #writePredecessors(nowUs: number, slab: Slab, at: number, frame: OutgoingFrame): number {
    let wanted: number = predecessors.quiet;
    if (this.redundancy.lossy && !this.redundancy.tight)
      wanted = this.redundancy.bursts ? predecessors.bursts : predecessors.lossy;
    let room = chunksEnd - at - 1 - shardHeadBytes - frame.bodyBytes;
    let first = frame.number;
    for (; wanted > 0; wanted--) {
      const before = this.#audio.find((first - 1) % 0x1_0000_0000);
      if (before === undefined || before.shardCount !== 1 || before.bodyBytes > maxPredecessorBytes) break;
      room -= chunkHeadBytes + shardHeadBytes - 1 + before.bodyBytes;
      if (room < 0) break;
      first--;
    }
    let end = at;
    for (let number = first; number < frame.number; number++) {
      const before = this.#audio.find(number % 0x1_0000_0000)!;
      const bodyBytes = shardHeadBytes - 1 + before.bodyBytes;
      const bodyAt = writeChunkHead(slab.view, end, chunkType.shortShard, bodyBytes);
      end = this.#write(nowUs, slab, bodyAt, audioTrack, before, 0, true);
    }
    return end;
  }

  #write(
    nowUs: number,
    slab: Slab,
    at: number,
    track: number,
    frame: OutgoingFrame,
    index: number,
    repair: boolean,
  ): number {
    const head = this.#head;
    head.track = track;
    head.keyframe = frame.keyframe;
    head.disposable = frame.disposable;
    head.repair = repair;
    head.parity = frame.parity;
    head.number = frame.number % 0x1_0000_0000;
    head.index = index;
    head.count = frame.shardCount;
    head.bodyBytes = frame.bodyBytes;
    head.ageUs = Math.floor(nowUs) - frame.capturedUs;
    head.lifetimeUs = frame.deadlineUs - frame.capturedUs;
    const payloadAt = writeShardHead(slab.view, at, head);
    return frame.copySymbol(index, slab.bytes, payloadAt);
  }

  /** The track whose frame goes next: the most urgent one, of equals the one with the lower number. Asked for every packet, hence no iterator. */
  #videoSender(nowUs: number): TrackSender | undefined {
    let best: TrackSender | undefined;
    let bestPriority = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#others.length; at++) {
      const priority = this.#others[at]!.head(nowUs)?.priority ?? Number.POSITIVE_INFINITY;
      if (priority >= bestPriority) continue;
      best = this.#others[at];
      bestPriority = priority;
    }
    return best;
  }

  #sender(track: number): TrackSender {
    const found = this.#find(track);
    if (found !== undefined) return found;
    const made = new TrackSender(track, this, this.#firstNumber);
    this.#others.push(made);
    this.#others.sort((one, other) => one.track - other.track);
    return made;
  }

  #find(track: number): TrackSender | undefined {
    if (track === audioTrack) return this.#audio;
    for (let at = 0; at < this.#others.length; at++) {
      if (this.#others[at]!.track === track) return this.#others[at];
    }
    return undefined;
  }
}
