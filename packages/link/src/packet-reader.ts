import type { PacketTargets } from './packet-targets.ts';
import { ChunkReader, chunkType } from './wire/chunk.ts';
import { messageRangeBytes, wellFormed } from './wire/control.ts';
import { chunksAt, headerBytes, tagBytes } from './wire/datagram.ts';
import { expandU48, readU48 } from './wire/integers.ts';
import { readShard, ShardHead } from './wire/shard.ts';
import type { Slab } from './wire/slab.ts';

/** Takes opened packets apart. An authentic packet may still be nonsense: what is malformed is counted and dropped. */
export class PacketReader {
  /** The ping that is owed an answer: when it was sent (peer's clock) and came (own clock), µs; NaN for none. */
  pingSentUs: number = Number.NaN;
  pingReceivedUs: number = Number.NaN;
  /** Size of the largest probe that is owed an answer, in bytes; 0 for none. */
  probedBytes = 0;
  /** Where in the slab the packet has a path challenge and a response to one; −1 for nowhere. */
  challengeAt = -1;
  responseAt = -1;
  /** Whether the packet said that the peer closed the session. */
  closed = false;
  /** Whether the packet broke the rules of the message channel, which cannot go on then. */
  broken = false;
  readonly #targets: PacketTargets;
  readonly #chunks = new ChunkReader();
  readonly #shard = new ShardHead();
  #peer: object | undefined;
  /** What the peer's clock showed beyond this one when it was first heard, µs. */
  #aheadUs = 0;
  /** Where the packet ends. */
  #end = 0;

  constructor(targets: PacketTargets) {
    this.#targets = targets;
  }

  /** Reads the packet of this instance of the peer whose plaintext lies in `slab` behind the header and ends at `end`. */
  read(nowUs: number, peer: object, slab: Slab, end: number): void {
    this.closed = false;
    this.broken = false;
    this.challengeAt = -1;
    this.responseAt = -1;
    this.#end = end;
    const sentUs = this.#sentUs(nowUs, peer, readU48(slab.view, headerBytes));
    const chunks = this.#chunks;
    chunks.start(slab.view, chunksAt, end);
    for (let type = chunks.next(); type >= 0; type = chunks.next()) {
      if (wellFormed(type, chunks.bodyEnd - chunks.bodyAt)) this.#take(nowUs, sentUs, type, slab);
      else this.#targets.totals.dropped.malformed++;
    }
    if (chunks.malformed) this.#targets.totals.dropped.malformed++;
  }

  /** The peer's clock, which on the wire starts again after nine years: the time nearest to what it should show now is meant. */
  #sentUs(nowUs: number, peer: object, wireUs: number): number {
    if (this.#peer !== peer) {
      this.#peer = peer;
      this.#aheadUs = wireUs - nowUs;
    }
    return expandU48(wireUs, nowUs + this.#aheadUs);
  }

  #take(nowUs: number, sentUs: number, type: number, slab: Slab): void {
    const { bodyAt, bodyEnd } = this.#chunks;
    const { view } = slab;
    switch (type) {
      case chunkType.shard:
      case chunkType.shortShard:
        this.#takeShard(nowUs, sentUs, slab);
        return;
      case chunkType.ping:
        this.pingSentUs = sentUs;
        this.pingReceivedUs = nowUs;
        return;
      case chunkType.pong:
        this.#takePong(nowUs, view, bodyAt, sentUs);
        return;
      case chunkType.wanted:
        this.#takeWanted(nowUs, view);
        return;
      case chunkType.givenUp:
        this.#targets.mediaSender.givenUp(nowUs, view.getUint8(bodyAt), view.getUint32(bodyAt + 1));
        return;
      case chunkType.skipped:
        this.#takeSkipped(nowUs, view);
        return;
      case chunkType.message:
        this.#targets.congestion.arrivals.owe(nowUs, bodyEnd - bodyAt);
        this.broken ||= !this.#targets.messageReceiver.take(readU48(view, bodyAt), slab, bodyAt + 6, bodyEnd);
        return;
      case chunkType.messageAck:
        this.#takeMessageAck(view);
        return;
      case chunkType.close:
        this.closed = true;
        return;
      case chunkType.arrivals:
        this.#takeArrivals(nowUs, view);
        return;
      case chunkType.challenge:
        this.challengeAt = bodyAt;
        return;
      case chunkType.response:
        this.responseAt = bodyAt;
        return;
      case chunkType.probe:
        this.#takeProbe(view.getUint16(bodyAt));
        return;
      case chunkType.probed:
        this.#targets.mtu.acknowledge(nowUs, view.getUint16(bodyAt));
        return;
      default:
      // A later version's; skipped.
    }
  }

  /** A probe proves nothing about more than came of it. */
  #takeProbe(bytes: number): void {
    if (bytes <= this.#end + tagBytes) this.probedBytes = Math.max(this.probedBytes, bytes);
    else this.#targets.totals.dropped.malformed++;
  }

  #takeShard(nowUs: number, sentUs: number, slab: Slab): void {
    const { dropped } = this.#targets.totals;
    if (!readShard(slab.view, this.#chunks.bodyAt, this.#chunks.bodyEnd, this.#shard)) {
      dropped.malformed++;
      return;
    }
    this.#targets.congestion.arrivals.owe(nowUs, this.#chunks.bodyEnd - this.#chunks.bodyAt);
    const outcome = this.#targets.mediaReceiver.take(nowUs, sentUs, this.#shard, slab);
    // What is sent twice on purpose is no trouble when both come.
    if (outcome !== 'taken' && !(this.#shard.repair && outcome !== 'malformed')) dropped[outcome]++;
  }

  #takeArrivals(nowUs: number, view: DataView): void {
    const { bodyAt, bodyEnd } = this.#chunks;
    const { congestion, clock, totals } = this.#targets;
    const fine = congestion.takeReport(nowUs, this.#peer!, view, bodyAt, bodyEnd, clock.rttUs);
    if (!fine) totals.dropped.malformed++;
  }

  #takePong(nowUs: number, view: DataView, bodyAt: number, pongSentUs: number): void {
    const pingSentUs = expandU48(readU48(view, bodyAt), nowUs);
    const pingReceivedUs = expandU48(readU48(view, bodyAt + 6), pongSentUs);
    // Nothing but this side's own pings of late counts: a confused peer shall not shift the clock.
    if (pingSentUs > nowUs || nowUs - pingSentUs > maxRttUs) return;
    this.#targets.clock.add(pingSentUs, pingReceivedUs, pongSentUs, nowUs);
  }

  #takeWanted(nowUs: number, view: DataView): void {
    const { bodyAt, bodyEnd } = this.#chunks;
    const [track, number] = [view.getUint8(bodyAt), view.getUint32(bodyAt + 1)];
    const serial = view.getUint8(bodyAt + 5);
    this.#targets.mediaSender.wish(nowUs, track, number, serial, view, bodyAt + 6, bodyEnd);
  }

  #takeSkipped(nowUs: number, view: DataView): void {
    const { bodyAt } = this.#chunks;
    const track = view.getUint8(bodyAt);
    if (track === 0) {
      this.#targets.totals.dropped.malformed++;
      return;
    }
    this.#targets.mediaReceiver.skip(nowUs, track, view.getUint32(bodyAt + 1), view.getUint32(bodyAt + 5));
  }

  #takeMessageAck(view: DataView): void {
    const { bodyAt, bodyEnd } = this.#chunks;
    const { messageSender, clock } = this.#targets;
    const cumulative = readU48(view, bodyAt);
    messageSender.acknowledge(cumulative, cumulative + view.getUint32(bodyAt + 6));
    for (let at = bodyAt + 10; at < bodyEnd; at += messageRangeBytes) {
      const from = readU48(view, at);
      messageSender.acknowledgeRange(from, from + view.getUint32(at + 6));
    }
    messageSender.detectLoss(clock.rttUs);
  }
}

const maxRttUs = 10_000_000;
