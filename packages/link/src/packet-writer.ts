import { Pacer } from './media/pacer.ts';
import { MessageRate } from './message/message-rate.ts';
import type { PacketReader } from './packet-reader.ts';
import type { PacketTargets } from './packet-targets.ts';
import type { Purpose } from './statistics.ts';
import { closeReason, writeClose, writePing, writePong } from './wire/control.ts';
import { chunksAt, chunksEnd, headerBytes, tagBytes } from './wire/datagram.ts';
import { writeU48 } from './wire/integers.ts';
import { writeProbe, writeProbed } from './wire/path.ts';
import type { Slab } from './wire/slab.ts';

/** Intervals between pings differ by this share at most, or pings would always meet the same part of a picture's burst on their way. */
const pingDither = 0.4;
const goldenRatio = 0.618_033_988_75;

/** Beside media, messages leave one by one. */
const messageBurstUs = 1;

/** What leaves for every byte of a frame: heads of packets, and pings, pongs and reports beside them. */
const wireShare = 1.05;
/** A path that carries less than so many times the media has no room to spare. */
const tightGain = 2;
/** A full path carries at least this share of the pacing rate. */
const leastDrainShare = 0.5;
/** A frame is meant to arrive this long before its deadline, µs. */
const wayMarginUs = 2000;
/** The same on a full path, whose queue is never quite as long as it last was. */
const fullWayMarginUs = 25_000;

/** Decides what the next packet carries: audio, then control and probes of the path, then messages, then repairs, then video. */
export class PacketWriter {
  /** Purpose of the packet that `write` filled last. */
  purpose: Purpose = 'control';
  /** Whether that packet had to wait for the pacer. */
  paced = false;
  /** How many bytes of it repeat what went before. */
  repeatedBytes = 0;
  /** When the next ping is due, µs. */
  pingDueUs = 0;
  readonly #targets: PacketTargets;
  #pings = 0;
  readonly #reader: PacketReader;
  readonly #pacer: Pacer;
  readonly #messagePacer: Pacer;
  readonly #messageRate = new MessageRate();

  constructor(targets: PacketTargets, reader: PacketReader) {
    this.#targets = targets;
    this.#reader = reader;
    this.#pacer = new Pacer(targets.congestion.pacingBps);
    this.#messagePacer = new Pacer(this.#messageRate.bps, messageBurstUs);
  }

  /** Fills `slab` with the plaintext of the next packet and returns where it ends; 0 when nothing may be sent now. */
  write(nowUs: number, slab: Slab): number {
    if (this.#targets.congestion.changed) this.adapt(nowUs);
    this.stamp(nowUs, slab);
    this.paced = false;
    this.repeatedBytes = 0;
    return (
      this.#writeAudio(nowUs, slab) ||
      this.#writeControl(nowUs, slab) ||
      this.#writeProbe(nowUs, slab) ||
      this.#writeMessage(nowUs, slab) ||
      this.#writePaced(nowUs, slab)
    );
  }

  /** Writes what every packet begins with. */
  stamp(nowUs: number, slab: Slab): void {
    writeU48(slab.view, headerBytes, nowUs);
  }

  /** Fills `slab` with a packet that closes the session. */
  writeClose(nowUs: number, slab: Slab): number {
    this.stamp(nowUs, slab);
    this.purpose = 'control';
    return writeClose(slab.view, chunksAt, closeReason.ended);
  }

  /** Counts a packet that `write` filled and that has `bytes` bytes as a datagram. */
  sent(nowUs: number, bytes: number): void {
    this.#pacer.spend(nowUs, bytes);
    if (this.purpose !== 'probe') this.#targets.mtu.sent(bytes);
  }

  /** When `write` has something to say, µs. */
  timeoutUs(nowUs: number): number {
    const { mediaSender, messageSender, mediaReceiver, messageReceiver, clock } = this.#targets;
    if (mediaSender.audioWaits(nowUs) || mediaSender.skipsWait) return nowUs;
    if (messageReceiver.owesAck) return nowUs;
    if (!Number.isNaN(this.#reader.pingSentUs) || this.#reader.probedBytes > 0) return nowUs;
    const { congestion, mtu } = this.#targets;
    let dueUs = Math.min(
      this.pingDueUs,
      congestion.arrivals.dueUs,
      clock.count === 0 ? Number.POSITIVE_INFINITY : mtu.dueUs,
    );
    dueUs = Math.min(dueUs, mediaReceiver.noteUs());
    if (messageSender.ready(nowUs, clock.rttUs, clock.rttDeviationUs)) {
      dueUs = Math.min(dueUs, this.#messageWakeUs(nowUs));
    } else {
      dueUs = Math.min(dueUs, messageSender.timeoutUs(clock.rttUs, clock.rttDeviationUs));
    }
    const pacedUs = mediaSender.pacedWaits(nowUs) ? this.#pacer.wakeUs(nowUs) : mediaSender.repairs.dueUs;
    return Math.min(dueUs, pacedUs);
  }

  /** Follows what is known of the path, and tells the queues how fast they get on. */
  adapt(nowUs: number): void {
    const { mediaSender, clock, congestion } = this.#targets;
    if (congestion.changed) this.#adaptMessages(nowUs);
    congestion.mediaBps = mediaSender.rate.bps;
    congestion.changed = false;
    const { pacingBps } = congestion;
    this.#pacer.rateBps = pacingBps;
    mediaSender.redundancy.congested = congestion.congested;
    mediaSender.redundancy.tight = congestion.targetBps < mediaSender.rate.bps * tightGain;
    // What is paced faster than a full path goes on waits there; a target that errs must not stop everything.
    const fullBps = Math.max(congestion.targetBps || 0, pacingBps * leastDrainShare);
    const wayBps = congestion.congested ? Math.min(pacingBps, fullBps) : pacingBps;
    mediaSender.usPerByte = (wireShare * 8e6) / wayBps;
    const wayUs = (clock.rttUs || 0) / 2;
    // Half of the round trip has half of the queue in it, which is all on this way.
    const marginUs = congestion.congested ? fullWayMarginUs : wayMarginUs;
    mediaSender.wayUs = wayUs + congestion.queueUs(nowUs) / 2 + marginUs;
  }

  #adaptMessages(nowUs: number): void {
    const { clock, congestion } = this.#targets;
    this.#messageRate.update(nowUs, congestion.queueUs(nowUs), clock.rttUs, congestion.pacingBps);
    this.#messagePacer.rateBps = this.#messageRate.bps;
  }

  #writeAudio(nowUs: number, slab: Slab): number {
    return this.#written(nowUs, this.#targets.mediaSender.writeAudio(nowUs, slab, chunksAt));
  }

  #writeControl(nowUs: number, slab: Slab): number {
    this.purpose = 'control';
    let end = chunksAt;
    const { pingSentUs } = this.#reader;
    if (!Number.isNaN(pingSentUs)) {
      end = writePong(slab.view, end, pingSentUs, this.#reader.pingReceivedUs);
      this.#reader.pingSentUs = Number.NaN;
    }
    if (this.pingDueUs <= nowUs) {
      end = writePing(slab.view, end);
      this.pingDueUs = nowUs + this.#pingIntervalUs(nowUs);
    }
    if (this.#reader.probedBytes > 0) {
      end = writeProbed(slab.view, end, this.#reader.probedBytes);
      this.#reader.probedBytes = 0;
    }
    if (this.#targets.messageReceiver.owesAck) end = this.#targets.messageReceiver.writeAck(slab, end);
    end = this.#targets.mediaReceiver.writeNotes(nowUs, slab, end);
    end = this.#targets.mediaSender.writeSkips(slab, end);
    end = this.#targets.congestion.arrivals.write(nowUs, slab.view, end, chunksEnd);
    return end === chunksAt ? 0 : end;
  }

  /** As large a packet as the path is asked to carry, with nothing in it that would be missed. */
  #writeProbe(nowUs: number, slab: Slab): number {
    const { mtu, clock } = this.#targets;
    if (nowUs < mtu.dueUs) return 0;
    const bytes = mtu.due(nowUs, clock.count, clock.rttUs, clock.rttDeviationUs);
    if (bytes === 0) return 0;
    this.purpose = 'probe';
    mtu.probed(nowUs, clock.count);
    const end = bytes - tagBytes;
    slab.bytes.fill(0, writeProbe(slab.view, chunksAt, bytes), end);
    return end;
  }

  #pingIntervalUs(nowUs: number): number {
    const intervalUs = this.#targets.liveness.pingIntervalUs(nowUs, this.#targets.clock.count);
    this.#pings++;
    return Math.floor(intervalUs * (1 - pingDither * ((this.#pings * goldenRatio) % 1)));
  }

  #writeMessage(nowUs: number, slab: Slab): number {
    const { messageSender, clock } = this.#targets;
    if (!messageSender.ready(nowUs, clock.rttUs, clock.rttDeviationUs)) return 0;
    if (this.#messageWakeUs(nowUs) > nowUs) return 0;
    const end = messageSender.write(nowUs, slab, chunksAt);
    this.#messageRate.used();
    this.#messagePacer.spend(nowUs, end);
    return end;
  }

  /** Beside media, messages take what is left; otherwise they have the whole rate. */
  #messageWakeUs(nowUs: number): number {
    const yields = this.#messageRate.yields(nowUs) || this.#targets.mediaSender.videoWaits(nowUs);
    return (yields ? this.#messagePacer : this.#pacer).wakeUs(nowUs);
  }

  #writePaced(nowUs: number, slab: Slab): number {
    if (!this.#pacer.ready(nowUs)) return 0;
    this.paced = true;
    const { mediaSender } = this.#targets;
    return this.#written(
      nowUs,
      mediaSender.writeRepair(nowUs, slab, chunksAt) || mediaSender.writeVideo(nowUs, slab, chunksAt),
    );
  }

  /** Takes over what the media sender says about the shard that it wrote. */
  #written(nowUs: number, end: number): number {
    if (end > 0) {
      this.#messageRate.media(nowUs);
      this.purpose = this.#targets.mediaSender.purpose;
      this.repeatedBytes = this.#targets.mediaSender.repeatedBytes;
    }
    return end;
  }
}
