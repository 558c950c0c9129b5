import { Bottleneck } from './bottleneck.ts';
import { Delay } from './delay.ts';
import { Random } from './random.ts';
import { type NetworkSettings, parseNetworkSettings, unimpaired } from './settings.ts';

/** What becomes of a datagram. The object belongs to the path and is valid until its next `send`. */
export interface Fate {
  readonly outcome: 'arrives' | 'lost' | 'queue-full' | 'cut';
  /** When it arrives, in µs; Infinity unless it does. */
  readonly arrivalUs: number;
  /** When it arrives once more, in µs, not before `arrivalUs` unless reordering is on; Infinity for most. */
  readonly duplicateUs: number;
  /** Which bit arrives inverted, counted from the lowest bit of the first byte; -1 for most. */
  readonly corruptBit: number;
}

/** Totals of one direction since it was made. */
export interface PathStats {
  /** Datagrams handed in. */
  readonly offered: number;
  readonly offeredBytes: number;
  /** Datagrams that arrive, or will, duplicates included. */
  readonly forwarded: number;
  readonly forwardedBytes: number;
  /** Datagrams dropped by random loss. */
  readonly lost: number;
  /** Datagrams dropped because they would have waited too long for the bottleneck. */
  readonly queueFull: number;
  /** Datagrams dropped while the path was cut. */
  readonly cut: number;
  readonly duplicated: number;
  readonly corrupted: number;
}

/**
 * One direction of a network: cut, then bottleneck, then loss, then delay. No clock and no randomness of its own: the
 * same seed, times and sizes give the same fates. Which datagrams get lost depends on the seed and on their order alone,
 * and a higher loss takes all that a lower one takes.
 */
export class Path {
  readonly stats: PathStats;
  readonly #stats: Writable<PathStats>;
  readonly #fate: Writable<Fate>;
  readonly #bottleneck: Bottleneck = new Bottleneck();
  readonly #delay: Delay;
  readonly #loss: Random;
  readonly #duplication: Random;
  readonly #corruption: Random;
  #settings: NetworkSettings = unimpaired;
  #cutUntilUs = Number.NEGATIVE_INFINITY;
  #lastArrivalUs = Number.NEGATIVE_INFINITY;

  /**
   * @param seed any integer; two directions of one network want two seeds
   * @throws {NetlabError} `bad-settings`
   */
  constructor(seed: number, settings: Partial<NetworkSettings> = {}) {
    this.#delay = new Delay(new Random(seed, 0));
    this.#loss = new Random(seed, 1);
    this.#duplication = new Random(seed, 2);
    this.#corruption = new Random(seed, 3);
    this.#stats = {
      offered: 0,
      offeredBytes: 0,
      forwarded: 0,
      forwardedBytes: 0,
      lost: 0,
      queueFull: 0,
      cut: 0,
      duplicated: 0,
      corrupted: 0,
    };
    this.stats = this.#stats;
    this.#fate = { outcome: 'cut', arrivalUs: Infinity, duplicateUs: Infinity, corruptBit: -1 };
    this.set(settings);
  }

  get settings(): NetworkSettings {
    return this.#settings;
  }

  /**
   * Changes the settings that are named, for the datagrams from now on.
   * @throws {NetlabError} `bad-settings`, and then nothing has changed
   */
  set(settings: Partial<NetworkSettings>, name = 'network'): void {
    this.#settings = parseNetworkSettings(settings, name, this.#settings);
  }

  /** Drops everything that is sent before `untilUs`. What is on its way already arrives. */
  cutUntil(untilUs: number): void {
    this.#cutUntilUs = untilUs;
  }

  /**
   * Decides what becomes of a datagram.
   * @param nowUs not before that of the last call
   */
  send(nowUs: number, bytes: number): Fate {
    const settings = this.#settings;
    const stats = this.#stats;
    const fate = this.#fate;
    fate.arrivalUs = Infinity;
    fate.duplicateUs = Infinity;
    fate.corruptBit = -1;
    stats.offered++;
    stats.offeredBytes += bytes;

    const lost = this.#loss.chance(settings.lossPct / 100);
    const twice = this.#duplication.chance(settings.duplicatePct / 100);
    const corrupt = this.#corruption.chance(settings.corruptPct / 100);
    if (nowUs < this.#cutUntilUs) {
      fate.outcome = 'cut';
      stats.cut++;
      return fate;
    }
    const departureUs = this.#bottleneck.admit(nowUs, bytes, settings.bandwidthBps, settings.queueMs);
    if (departureUs < 0) {
      fate.outcome = 'queue-full';
      stats.queueFull++;
      return fate;
    }
    if (lost) {
      fate.outcome = 'lost';
      stats.lost++;
      return fate;
    }
    fate.outcome = 'arrives';
    fate.arrivalUs = this.#arrive(departureUs, bytes);
    if (twice) this.#duplicate(nowUs, bytes);
    if (corrupt && bytes > 0) {
      fate.corruptBit = Math.floor(this.#corruption.next() * bytes * 8);
      stats.corrupted++;
    }
    return fate;
  }

  #arrive(departureUs: number, bytes: number): number {
    let arrivalUs = departureUs + this.#delay.draw(departureUs, this.#settings);
    if (arrivalUs < this.#lastArrivalUs) {
      if (!this.#settings.reorder) arrivalUs = this.#lastArrivalUs;
    } else {
      this.#lastArrivalUs = arrivalUs;
    }
    this.#stats.forwarded++;
    this.#stats.forwardedBytes += bytes;
    return arrivalUs;
  }

  /** A duplicate passes the bottleneck as any other datagram, so that the bandwidth holds. */
  #duplicate(nowUs: number, bytes: number): void {
    const { bandwidthBps, queueMs } = this.#settings;
    const departureUs = this.#bottleneck.admit(nowUs, bytes, bandwidthBps, queueMs);
    if (departureUs < 0) return;
    this.#fate.duplicateUs = this.#arrive(departureUs, bytes);
    this.#stats.duplicated++;
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
