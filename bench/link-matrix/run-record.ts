/** The start of a run does not count: the two have to find each other first. */
export const warmUpS = 2;
/** Nor does the end, because the time of its frames may not have come. */
export const coolDownS = 1;
/** A frame of sound lasts so long. */
export const soundMs = 5;
/** Width of the columns of a timeline, µs. */
export const columnUs = 50_000;

/**
 * What was seen of one run from the outside, frame by frame: when each picture was handed in and when, if ever, it was handed out
 * and could be decoded, in µs of the one clock of the virtual network, 0 at the start.
 */
export class RunRecord {
  readonly seconds: number;
  readonly fps: number;
  /** NaN for frames that were never handed in. */
  readonly inUs: Float64Array;
  /** NaN for frames that never came, or that refer to one that never came. */
  readonly outUs: Float64Array;
  readonly bytes: Float64Array;
  /** 1 for each frame that the sender dropped whole, before anything of it had left. */
  readonly dropped: Uint8Array;
  /** The same for frames of sound, where there is any: one every 5 ms. */
  readonly soundInUs: Float64Array;
  readonly soundOutUs: Float64Array;
  /** Frames that came whole and could not be decoded. */
  undecodable = 0;
  /** Frames that came and were not what had been sent. */
  damaged = 0;
  /** Bytes of datagrams that the sender offered to the network, by column of time. */
  readonly offeredBytes: Float64Array;
  /** Bytes of them that the network carried, and of TCP flows that got through beside them, by column of time. */
  readonly forwardedBytes: Float64Array;
  readonly tcpBytes: Float64Array;
  /** The target that the link gave the encoder, bits a second, by column; NaN where there was none. */
  readonly targetBps: Float64Array;
  /** What waits at the bottleneck at the end of each column, bytes. */
  readonly queuedBytes: Float64Array;

  constructor(seconds: number, fps: number, hasSound = false) {
    const frames = Math.ceil(seconds * fps);
    const columns = Math.ceil((seconds * 1e6) / columnUs);
    this.seconds = seconds;
    this.fps = fps;
    this.inUs = new Float64Array(frames).fill(Number.NaN);
    this.outUs = new Float64Array(frames).fill(Number.NaN);
    const sounds = hasSound ? Math.ceil((seconds * 1000) / soundMs) : 0;
    this.soundInUs = new Float64Array(sounds).fill(Number.NaN);
    this.soundOutUs = new Float64Array(sounds).fill(Number.NaN);
    this.bytes = new Float64Array(frames);
    this.dropped = new Uint8Array(frames);
    this.offeredBytes = new Float64Array(columns);
    this.forwardedBytes = new Float64Array(columns);
    this.tcpBytes = new Float64Array(columns);
    this.targetBps = new Float64Array(columns).fill(Number.NaN);
    this.queuedBytes = new Float64Array(columns).fill(Number.NaN);
  }

  /** The first frame that counts, and the one after the last. */
  get countedFrom(): number {
    return Math.round(warmUpS * this.fps);
  }
  get countedTo(): number {
    return Math.max(this.countedFrom, Math.floor((this.seconds - coolDownS) * this.fps));
  }

  /** Counts bytes that the sender offers at `us`. */
  offered(us: number, bytes: number): void {
    const column = Math.floor(us / columnUs);
    if (column < this.offeredBytes.length) this.offeredBytes[column]! += bytes;
  }
}
