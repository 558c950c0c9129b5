import type { NetworkInput, VirtualNetwork } from '@ajar/netlab';
import type { Bar } from '../bench.ts';
import type { RowResult } from './row-result.ts';

/**
 * Who carries the frames of a run: Ajar's link, the same with a simple controller that only looks at loss, the same at a fixed rate,
 * bare UDP, and bare UDP with a fifth of Reed-Solomon parity on every frame.
 */
export type Carrier = 'ajar' | 'ajar-fixed' | 'ajar-simple' | 'raw' | 'rs20';

/** One line of the matrix: a network, what is sent through it, and what has to come of it. */
export interface Row {
  readonly name: string;
  /** One line for people. */
  readonly title: string;
  /** False where something that it is made of is missing. */
  readonly isAvailable?: boolean;
  /** The network of a run of so many seconds. It begins with the run. */
  network(seconds: number, seed: number): NetworkInput;
  /** What happens to it that its description cannot say. */
  script?(network: VirtualNetwork, startUs: number, seconds: number): void;
  /** What the way from the sender carries, by column of a run's timelines, bits a second; for the plots. */
  capacityBps?(seconds: number, seed: number): Float64Array;
  /** One way from the sender to the receiver, without any queue, ms. */
  readonly oneWayMs: number;
  /** Bits of pictures a second, the most where the encoder follows the link's target. */
  readonly bitrateBps: number;
  readonly followsTarget: boolean;
  /** What a sender at a fixed rate makes, bits a second. */
  readonly fixedBps?: number;
  /** When a frame becomes useless, ms after its capture. */
  readonly lifetimeMs: number;
  readonly carriers: readonly Carrier[];
  /** The moments, in seconds, from which recoveries are measured: when an outage ends, the capacity changes, an address does. */
  marksS(seconds: number): readonly number[];
  bars(results: ReadonlyMap<Carrier, RowResult>): Bar[];
}
