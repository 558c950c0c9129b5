import { type NetworkSettings, parseNetworkSettings, unimpaired } from '../description/settings.ts';
import { EventHeap } from '../time/event-heap.ts';
import { Bottleneck, type Queued } from './bottleneck.ts';
import { Delay } from './delay.ts';
import { Loss } from './loss.ts';
import { Random } from './random.ts';

/** What happens to the datagrams of a path. A datagram belongs to the path from `send` until one of these. */
export interface PathEvents<T> {
  /** It has arrived. */
  arrive(nowUs: number, datagram: T): void;
  /** It never arrives. */
  drop(datagram: T): void;
  /** A second one like it, for it will arrive twice. */
  copy(datagram: T): T;
  /** One of its bits, counted from the lowest of the first byte, is to be inverted. */
  corrupt(datagram: T, bit: number): void;
}

/** Traffic of another kind that goes through the same bottleneck, such as a TCP flow. */
export interface CrossTraffic {
  /** One of its packets has passed. Those that were dropped are never heard of. */
  passed(nowUs: number, packetNumber: number, bytes: number): void;
}

/** Totals of one direction since it was made. */
export interface PathStats {
  /** Datagrams handed in. */
  readonly offered: number;
  readonly offeredBytes: number;
  /** Datagrams that arrived, or will, duplicates included. */
  readonly forwarded: number;
  readonly forwardedBytes: number;
  /** Datagrams lost by chance or in a burst. */
  readonly lost: number;
  /** Datagrams dropped because the queue before the bottleneck was full. */
  readonly queueFull: number;
  /** Datagrams that CoDel dropped. */
  readonly codelDropped: number;
  /** Datagrams dropped while the path was cut. */
  readonly cut: number;
  /** Datagrams held back while the path was held. */
  readonly held: number;
  readonly duplicated: number;
  readonly corrupted: number;
}

/**
 * One direction of a network: cut, then bottleneck, then loss, then hold, then delay. No clock and no randomness of its
 * own: the same seed, times and sizes give the same result. Which datagrams get lost depends on the seed and on their order
 * alone, and a higher loss by chance takes all that a lower one takes.
 */
export class Path<T> {
  readonly stats: PathStats;
  readonly #stats: Writable<PathStats>;
  readonly #events: PathEvents<T>;
  readonly #bottleneck: Bottleneck<Packet<T>>;
  readonly #arrivals: EventHeap<T> = new EventHeap();
  readonly #delay: Delay;
  readonly #loss: Loss;
  readonly #crossLoss: Loss;
  readonly #duplication: Random;
  readonly #corruption: Random;
  readonly #idle: Packet<T>[] = [];
  #settings: NetworkSettings = unimpaired;
  #cutUntilUs = Number.NEGATIVE_INFINITY;
  #heldUntilUs = Number.NEGATIVE_INFINITY;
  #lastArrivalUs = Number.NEGATIVE_INFINITY;

  /**
   * @param seed any integer; two directions of one network want two seeds
   * @throws {NetlabError} `bad-settings`
   */
  constructor(
    seed: number,
    events: PathEvents<T>,
    settings: Partial<NetworkSettings> = {},
    startUs: number = 0,
  ) {
    this.#events = events;
    this.#delay = new Delay(new Random(seed, 0));
    this.#loss = new Loss(new Random(seed, 1));
    this.#duplication = new Random(seed, 2);
    this.#corruption = new Random(seed, 3);
    this.#crossLoss = new Loss(new Random(seed, 4));
    this.#stats = {
      offered: 0,
      offeredBytes: 0,
      forwarded: 0,
      forwardedBytes: 0,
      lost: 0,
      queueFull: 0,
      codelDropped: 0,
      cut: 0,
      held: 0,
      duplicated: 0,
      corrupted: 0,
    };
    this.stats = this.#stats;
    this.#bottleneck = new Bottleneck(startUs, unimpaired, this.#dropFromQueue);
    this.set(startUs, settings);
  }

  get settings(): NetworkSettings {
    return this.#settings;
  }

  /** When something is due next, in µs; Infinity where nothing is. */
  get nextUs(): number {
    return Math.min(this.#bottleneck.doneUs, this.#arrivals.nextUs);
  }

  /** Datagrams and other packets that wait for the bottleneck, in bytes. */
  get queuedBytes(): number {
    return this.#bottleneck.queuedBytes;
  }

  /**
   * Changes the settings that are named. What waits for the bottleneck feels the new rate at once; what is past it
   * arrives when it would have.
   * @throws {NetlabError} `bad-settings`, and then nothing has changed
   */
  set(nowUs: number, settings: Partial<NetworkSettings>, name = 'network'): void {
    this.#settings = parseNetworkSettings(settings, name, this.#settings);
    this.#bottleneck.set(nowUs, this.#settings);
  }

  /** Drops everything that is sent before `untilUs`. What is on its way already arrives. */
  cutUntil(untilUs: number): void {
    this.#cutUntilUs = untilUs;
  }

  /** Holds everything that leaves the bottleneck before `untilUs` and lets it go then, all at once. */
  holdUntil(untilUs: number): void {
    this.#heldUntilUs = untilUs;
  }

  /**
   * Sends a datagram.
   * @param nowUs not before that of the last call, nor of the last `advance`
   */
  send(nowUs: number, datagram: T, bytes: number): void {
    const settings = this.#settings;
    const stats = this.#stats;
    stats.offered++;
    stats.offeredBytes += bytes;

    const lost = this.#loss.draw(settings);
    const twice = this.#duplication.chance(settings.duplicatePct / 100);
    const corrupt = this.#corruption.chance(settings.corruptPct / 100);
    if (nowUs < this.#cutUntilUs) {
      stats.cut++;
      this.#events.drop(datagram);
      return;
    }
    if (corrupt && bytes > 0) this.#events.corrupt(datagram, Math.floor(this.#corruption.next() * bytes * 8));
    const copy = twice && !lost ? this.#events.copy(datagram) : undefined;
    const admitted = this.#enter(nowUs, this.#packet(datagram, bytes, lost));
    if (admitted && corrupt && !lost && bytes > 0) stats.corrupted++;
    // A duplicate passes the bottleneck as any other datagram, so that the bandwidth holds.
    if (copy !== undefined && this.#enter(nowUs, this.#packet(copy, bytes, false))) stats.duplicated++;
  }

  /** Sends a packet of other traffic; its loss is drawn apart, so that it takes no other datagrams than without it. */
  sendCross(nowUs: number, flow: CrossTraffic, packetNumber: number, bytes: number): void {
    const lost = this.#crossLoss.draw(this.#settings);
    if (nowUs < this.#cutUntilUs) return;
    const packet = this.#packet(undefined, bytes, lost);
    packet.flow = flow;
    packet.number = packetNumber;
    this.#enter(nowUs, packet);
  }

  /** Works off, at its own time each, what is due by `nowUs`. */
  advance(nowUs: number): void {
    for (;;) {
      const doneUs = this.#bottleneck.doneUs;
      const arrivalUs = this.#arrivals.nextUs;
      if (doneUs <= arrivalUs) {
        if (doneUs > nowUs || doneUs === Infinity) return;
        this.#leave(doneUs, this.#bottleneck.finish());
      } else {
        if (arrivalUs > nowUs) return;
        this.#events.arrive(arrivalUs, this.#arrivals.pop()!);
      }
    }
  }

  #enter(nowUs: number, packet: Packet<T>): boolean {
    if (this.#bottleneck.open) {
      this.#leave(nowUs, packet);
      return true;
    }
    if (this.#bottleneck.offer(nowUs, packet)) return true;
    if (packet.flow === undefined) {
      this.#stats.queueFull++;
      this.#events.drop(packet.datagram!);
    }
    this.#recycle(packet);
    return false;
  }

  readonly #dropFromQueue = (packet: Packet<T>): void => {
    if (packet.flow === undefined) {
      this.#stats.codelDropped++;
      this.#events.drop(packet.datagram!);
    }
    this.#recycle(packet);
  };

  /** It is past the bottleneck. */
  #leave(nowUs: number, packet: Packet<T>): void {
    const { datagram, bytes, lost, flow, number } = packet;
    this.#recycle(packet);
    const held = nowUs < this.#heldUntilUs;
    const departureUs = held ? this.#heldUntilUs : nowUs;
    if (flow !== undefined) {
      if (!lost) flow.passed(departureUs, number, bytes);
      return;
    }
    if (lost) {
      this.#stats.lost++;
      this.#events.drop(datagram!);
      return;
    }
    if (held) this.#stats.held++;
    this.#stats.forwarded++;
    this.#stats.forwardedBytes += bytes;
    let arrivalUs = departureUs + this.#delay.draw(departureUs, this.#settings);
    if (arrivalUs >= this.#lastArrivalUs) this.#lastArrivalUs = arrivalUs;
    else if (!this.#settings.reorder) arrivalUs = this.#lastArrivalUs;
    this.#arrivals.push(arrivalUs, datagram!);
  }

  #packet(datagram: T | undefined, bytes: number, lost: boolean): Packet<T> {
    const packet = this.#idle.pop();
    if (packet === undefined) return { datagram, bytes, lost, enqueuedUs: 0, flow: undefined, number: 0 };
    packet.datagram = datagram;
    packet.bytes = bytes;
    packet.lost = lost;
    return packet;
  }

  #recycle(packet: Packet<T>): void {
    packet.datagram = undefined;
    packet.flow = undefined;
    this.#idle.push(packet);
  }
}

/** Something on its way to the end of the bottleneck: a datagram, or a packet of a flow. In memory that is used again. */
interface Packet<T> extends Queued {
  datagram: T | undefined;
  bytes: number;
  lost: boolean;
  flow: CrossTraffic | undefined;
  number: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
