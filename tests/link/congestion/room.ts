import { Connection, type ConnectionOptions, generateKeyPair, type LinkEvent } from '@ajar/link';
import { VirtualNetwork, type VirtualNetworkOptions } from '@ajar/netlab';

/** Everything from a seed: keys and ids of a test are the same every time (mulberry32). */
function seededBytes(seed: number): (into: Uint8Array) => void {
  let state = seed >>> 0;
  return (into) => {
    for (let at = 0; at < into.length; at++) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      into[at] = mixed >>> 24;
    }
  };
}

const soundFrameUs = 5000;
/** Heads of a packet with sound, bytes; and what it may have, headers and copies of the frame before included. */
const soundHeadBytes = 70;
const soundShare = 0.35;
const startUs = 1e9;

export interface StreamOptions {
  readonly network: Omit<VirtualNetworkOptions, 'seed' | 'startUs'>;
  readonly congestion?: ConnectionOptions['congestion'];
  /** The most and the first that the encoder makes, bits per second. */
  readonly mostBps: number;
  readonly firstBps?: number;
  /** Whether the encoder does what the link says. */
  readonly obeys?: boolean;
  readonly seed?: number;
  readonly lifetimeUs?: number;
  /** Pictures per second; default 60. */
  readonly fps?: number;
  /** The least that the encoder can make, bits per second. */
  readonly leastBps?: number;
  readonly maxDatagramBytes?: number;
  /** Whether sound follows the path, as a third of it at the most, in both directions; otherwise 256 kbit/s go from a to b. */
  readonly talk?: boolean;
}

/** A tenth of a second of a stream. */
export interface Tenth {
  readonly atS: number;
  readonly targetBps: number;
  readonly sentBps: number;
  readonly arrivedBps: number;
}

/** Video and sound from room a to room b through a network in virtual time, with an encoder that follows the link's target. */
export class Stream {
  readonly network: VirtualNetwork;
  readonly tenths: Tenth[] = [];
  /** From capture to whole, ms, of every picture that arrived, and bytes of them. */
  readonly latenciesMs: number[] = [];
  pictureBytes = 0;
  pictures = 0;
  targetBps = Number.NaN;
  readonly a: Connection;
  readonly b: Connection;
  readonly #options: StreamOptions;
  readonly #into = Buffer.alloc(9216);
  readonly #wiggle: (into: Uint8Array) => void;
  readonly #byte = new Uint8Array(1);
  #sentBytes = 0;
  #arrivedBytes = 0;

  constructor(options: StreamOptions) {
    this.#options = options;
    const seed = options.seed ?? 1;
    this.#wiggle = seededBytes(seed + 4);
    this.network = new VirtualNetwork({ seed, startUs, ...options.network });
    const [keyA, keyB] = [generateKeyPair(seededBytes(seed)), generateKeyPair(seededBytes(seed + 1))];
    const { maxDatagramBytes = 1200 } = options;
    const common = { maxDatagramBytes, ...(options.congestion && { congestion: options.congestion }) };
    this.b = new Connection({
      ...common,
      staticKey: keyB,
      peerKey: keyA.publicKey,
      random: seededBytes(seed + 2),
    });
    this.a = new Connection({
      ...common,
      staticKey: keyA,
      peerKey: keyB.publicKey,
      random: seededBytes(seed + 3),
      callAddress: this.network.address('b'),
    });
    this.#attach('a', this.a);
    this.#attach('b', this.b);
    this.network.run(startUs + 1e6);
    this.#film();
    this.#listen();
    this.#watch();
  }

  /** Lets the stream go on until `seconds` after its start. */
  run(seconds: number): void {
    this.network.run(startUs + 1e6 + seconds * 1e6);
  }

  /** The tenths between two moments, s. */
  between(fromS: number, toS: number): Tenth[] {
    return this.tenths.filter(({ atS }) => atS > fromS && atS <= toS);
  }

  #attach(side: 'a' | 'b', connection: Connection): void {
    this.network.attach(side, {
      receive: (nowUs, datagram, from) => {
        if (side === 'b') this.#arrivedBytes += datagram.length;
        connection.receive(nowUs, datagram, from);
        this.#pump(nowUs, side, connection);
      },
      timeout: () => connection.timeout(this.network.nowUs),
      wake: (nowUs) => this.#pump(nowUs, side, connection),
    });
  }

  #pump(nowUs: number, side: 'a' | 'b', connection: Connection): void {
    this.#poll(side, connection);
    for (
      let bytes = connection.transmit(nowUs, this.#into);
      bytes > 0;
      bytes = connection.transmit(nowUs, this.#into)
    ) {
      if (side === 'a') this.#sentBytes += bytes;
      this.network.send(side, this.#into.subarray(0, bytes), connection.destination);
    }
    this.#poll(side, connection);
  }

  #poll(side: 'a' | 'b', connection: Connection): void {
    for (let event = connection.poll(); event !== undefined; event = connection.poll())
      this.#hear(side, event);
  }

  #hear(side: 'a' | 'b', event: LinkEvent): void {
    if (event.type === 'target' && side === 'a') this.targetBps = event.bps;
    if (event.type !== 'frame' || event.frame.track !== 1) return;
    this.pictures++;
    this.pictureBytes += event.frame.data.length;
    this.latenciesMs.push((event.frame.completeUs - event.frame.capturedUs) / 1000);
  }

  #film(): void {
    const { mostBps, leastBps = 0, firstBps = mostBps, obeys = true, lifetimeUs = 150_000 } = this.#options;
    const { fps = 60 } = this.#options;
    const nowUs = this.network.nowUs;
    const bps =
      obeys && !Number.isNaN(this.targetBps)
        ? Math.max(leastBps, Math.min(mostBps, this.targetBps))
        : Number.isNaN(this.targetBps)
          ? firstBps
          : mostBps;
    this.#wiggle(this.#byte);
    const bytes = Math.max(200, Math.round((bps / fps / 8) * (0.8 + (0.4 * this.#byte[0]!) / 255)));
    this.#send('a', nowUs, 1, Buffer.alloc(bytes, 1), lifetimeUs);
    this.network.at(nowUs + 1e6 / fps, () => this.#film());
  }

  #listen(): void {
    const sides = this.#options.talk === true ? (['a', 'b'] as const) : (['a'] as const);
    for (const side of sides) {
      const bytes = this.#options.talk === true ? soundBytes(this[side]) : 160;
      this.#send(side, this.network.nowUs, 2, Buffer.alloc(bytes, 2), 150_000);
    }
    this.network.at(this.network.nowUs + soundFrameUs, () => this.#listen());
  }

  #send(side: 'a' | 'b', nowUs: number, track: number, data: Uint8Array, lifetimeUs: number): void {
    this[side].sendFrame(nowUs, track, data, {
      capturedUs: nowUs,
      encodedUs: nowUs,
      keyframe: true,
      deadlineUs: nowUs + lifetimeUs,
    });
    this.#pump(nowUs, side, this[side]);
  }

  #watch(): void {
    const nowUs = this.network.nowUs;
    this.tenths.push({
      atS: (nowUs - startUs) / 1e6 - 1,
      targetBps: this.targetBps,
      sentBps: this.#sentBytes * 80,
      arrivedBps: this.#arrivedBytes * 80,
    });
    this.#sentBytes = 0;
    this.#arrivedBytes = 0;
    this.network.at(nowUs + 100_000, () => this.#watch());
  }
}

/** Of one frame of sound. */
function soundBytes(connection: Connection): number {
  const { pathBps } = connection.stats();
  const frameBytes = ((pathBps ?? Infinity) * soundShare * soundFrameUs) / 8e6;
  return Math.floor(Math.max(15, Math.min(160, (frameBytes - soundHeadBytes) / 2)));
}

/** The value that the share `at` of `values` does not exceed. */
export function percentile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))]!;
}

/** The mean of a figure. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
