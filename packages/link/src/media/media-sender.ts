import type { EventQueue } from '../event-queue.ts';
import type { Totals } from '../statistics.ts';
import { chunkType } from '../wire/chunk.ts';
import { skippedBytes, writeSkipped } from '../wire/control.ts';
import { chunksEnd } from '../wire/datagram.ts';
import { ShardHead, writeShardHead } from '../wire/shard.ts';
import type { Slab } from '../wire/slab.ts';
import { MediaRate } from './media-rate.ts';
import type { FrameInfo, OutgoingFrame } from './outgoing-frame.ts';
import { RepairQueue } from './repair-queue.ts';
import { SkipQueue } from './skip-queue.ts';
import { type SenderContext, TrackSender } from './track-sender.ts';
import { audioTrack } from './tracks.ts';

/** Everything of the media that goes out: queues of all tracks, repairs, notes about frames that were dropped. */
export class MediaSender implements SenderContext {
  readonly rate: MediaRate = new MediaRate();
  usPerByte = 0;
  wayUs = 0;
  readonly #events: EventQueue;
  readonly #totals: Totals;
  readonly #firstNumber: number;
  readonly #audio: TrackSender;
  /** All but the audio track, in the order of their numbers, which is the order of their priority. */
  readonly #others: TrackSender[] = [];
  readonly #repairs = new RepairQueue();
  readonly #skips = new SkipQueue();
  readonly #head = new ShardHead();

  constructor(events: EventQueue, totals: Totals, firstNumber: number) {
    this.#events = events;
    this.#totals = totals;
    this.#firstNumber = firstNumber;
    this.#audio = new TrackSender(audioTrack, this, firstNumber);
  }

  /** Queues a copy of a frame and returns its number; −1 when there is no room. */
  push(nowUs: number, track: number, data: Uint8Array, info: FrameInfo): number {
    this.rate.add(nowUs, data.length);
    const number = this.#sender(track).push(nowUs, data, info);
    if (number < 0) this.#totals.framesDropped++;
    else this.#totals.framesSent++;
    return number;
  }

  /** The peer misses `count` shards of a frame from `first` on, or the whole frame when `count` is 0. */
  ask(track: number, wireNumber: number, first: number, count: number): void {
    const sender = this.#find(track);
    const frame = sender?.find(wireNumber);
    if (frame === undefined) {
      if (sender?.gone(wireNumber) === true) this.#skips.push(track, wireNumber);
      return;
    }
    const from = count === 0 ? 0 : first;
    const to = Math.min(count === 0 ? frame.sentShards : first + count, frame.sentShards);
    for (let index = from; index < to; index++) {
      if (!this.#repairs.push(track, wireNumber, index)) return;
    }
  }

  skipped(track: number, number: number): void {
    this.#skips.push(track, number);
    this.#totals.framesDropped++;
    this.#totals.framesSent--;
    this.#events.push({ type: 'frame-dropped', track, number });
  }

  /** Each of these writes one shard at `at` and returns where it ends; 0 when there is nothing to send. */
  writeAudio(nowUs: number, slab: Slab, at: number): number {
    const frame = this.#audio.head(nowUs);
    return frame === undefined ? 0 : this.#writeFirst(nowUs, slab, at, audioTrack, frame);
  }

  writeRepair(nowUs: number, slab: Slab, at: number): number {
    while (this.#repairs.step()) {
      const { track, number, index } = this.#repairs;
      const frame = this.#find(track)?.find(number);
      if (frame === undefined || frame.deadlineUs <= nowUs || index >= frame.sentShards) continue;
      const end = this.#write(nowUs, slab, at, track, frame, index, true);
      this.#repairs.spend(end - at);
      this.#totals.shardsRepaired++;
      return end;
    }
    return 0;
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
    if (!this.#repairs.empty) return true;
    return this.videoWaits(nowUs);
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

  /** The peer restarted, or is gone: what it asked for is of no interest any more. */
  forgetRequests(): void {
    this.#repairs.clear();
    this.#skips.clear();
  }

  #writeFirst(nowUs: number, slab: Slab, at: number, track: number, frame: OutgoingFrame): number {
    const end = this.#write(nowUs, slab, at, track, frame, frame.sentShards, false);
    frame.sentShards++;
    this.#repairs.earn(end - at);
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
    head.repair = repair;
    head.number = frame.number % 0x1_0000_0000;
    head.index = index;
    head.count = frame.shardCount;
    head.bodyBytes = frame.bodyBytes;
    head.ageUs = Math.floor(nowUs) - frame.capturedUs;
    head.lifetimeUs = frame.deadlineUs - frame.capturedUs;
    const payloadAt = writeShardHead(slab.view, at, chunkType.shard, head);
    return payloadAt + frame.body.copy(slab.bytes, payloadAt, frame.shardAt(index), frame.shardEnd(index));
  }

  /** The first track but sound that has something to send. Asked for every packet, hence no iterator. */
  #videoSender(nowUs: number): TrackSender | undefined {
    for (let at = 0; at < this.#others.length; at++) {
      if (this.#others[at]!.head(nowUs) !== undefined) return this.#others[at];
    }
    return undefined;
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
    for (const sender of this.#others) if (sender.track === track) return sender;
    return undefined;
  }
}
