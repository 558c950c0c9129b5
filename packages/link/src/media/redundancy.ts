import { blockCount, blockShards, maxBlockSymbols } from '../wire/blocks.ts';
import { type LossView, spareFor } from './loss-tail.ts';

/** Below this loss nothing is sent in advance: a repair now and then costs less. */
const quietRate = 2e-4;
/** Losses that come in longer runs than this on average are not independent. */
const burstLength = 2;
/** A frame in twenty may need a repair where there is time for one: that takes the fewest bytes in all. */
const repairableMiss = 0.05;
/** Where frames are small, a few symbols more cost little and save most of the waiting: one in 300. */
const rareMiss = 0.003;
/** As many shards as a frame may have for one symbol more of these; larger ones get proportionally fewer, and none more than this share. */
const cheapShards = 150;
const cheapShare = 0.3;
/** On a path that is full, parity is no more than this share: a second copy of each small frame would fill it by itself. */
const tightShare = 0.5;
/** Where there is no time for a repair, parity has to do it all. */
const finalMiss = 1e-5;
/** What a block gets at the least when anything is lost on the path: one lost symbol may be a parity symbol. */
const leastRows = 2;
/** At most as much parity as data, and never so much that no symbols are left for repairs. */
const mostShare = 1;
const keptRows = 64;
/** The chance that the first repair is not enough; the second gets one symbol more, and so on. */
const repairMiss = 5e-5;

/** Decides how many symbols a frame or a repair gets beyond what it needs. */
export class Redundancy {
  /** Whether the path queues because too much is sent: parity would only make it worse. */
  congested = false;
  /** Whether what is sent fills the path: what parity takes, the encoder has to do without. */
  tight = false;
  readonly #loss: LossView;
  readonly #leastShare: number;

  /** `leastShare` of the data shards, 0 … 1, is sent as parity whatever the path is like. */
  constructor(loss: LossView, leastShare = 0) {
    this.#loss = loss;
    this.#leastShare = leastShare;
  }

  /** Whether losses are to be reckoned with. */
  get lossy(): boolean {
    return this.#loss.rate >= quietRate;
  }

  /** Whether packets get lost in runs, so that what is sent at one time may be lost together. */
  get bursts(): boolean {
    return this.lossy && this.#loss.burst > burstLength;
  }

  /** Parity symbols for each block of a frame of `shards` data shards. */
  rows(shards: number, repairable: boolean): number {
    const blocks = blockCount(shards);
    const needed = blockShards(shards, blocks, 0);
    return Math.max(
      Math.round(needed * this.#leastShare),
      this.#rowsForLoss(shards, blocks, needed, repairable),
    );
  }

  /** Symbols to send beyond the `wanted` ones; `serial` is 1 for a frame's first wish, and more with every further one. */
  extra(wanted: number, serial: number): number {
    const beyond = Math.max(serial - 1, 0);
    if (!this.lossy) return Math.min(beyond, wanted);
    return beyond + spareFor(wanted, this.#loss, repairMiss, wanted + 8);
  }

  #rowsForLoss(shards: number, blocks: number, needed: number, repairable: boolean): number {
    if (!this.lossy || this.congested) return 0;
    const most = Math.min(Math.ceil(needed * mostShare) + leastRows, maxBlockSymbols - keptRows - needed);
    const miss = (repairable ? repairableMiss : finalMiss) / blocks;
    const frugal = spareFor(needed, this.#loss, miss, most);
    if (this.tight) return Math.min(Math.max(1, frugal), Math.floor(shards * tightShare));
    if (!repairable) return Math.max(leastRows, frugal);
    const cheap = Math.min(Math.round(cheapShards / shards), Math.ceil(shards * cheapShare));
    const generous = cheap > frugal ? spareFor(needed, this.#loss, rareMiss, Math.min(cheap, most)) : 0;
    return Math.max(shards <= cheapShards / 10 ? leastRows : 0, frugal, generous);
  }
}
