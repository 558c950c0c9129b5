import type { NetworkSettings } from '../description/settings.ts';
import type { Random } from './random.ts';

/**
 * Decides which datagrams get lost: by chance, or in bursts after Gilbert and Elliott, with a good state that loses nothing
 * and a bad one that loses everything. One draw for each datagram, whatever the settings, so that the same seed goes on
 * alike and a higher loss by chance takes all that a lower one takes.
 */
export class Loss {
  readonly #random: Random;
  #bad = false;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Whether the next datagram gets lost. */
  draw({ lossPct, lossBurst }: NetworkSettings): boolean {
    const drawn = this.#random.next();
    const share = lossPct / 100;
    if (share >= 1) return (this.#bad = true);
    // By chance alone a run of losses has 1 / (1 - share) datagrams in the mean; bursts shorter than that there are none.
    const ending = Math.min(1 / lossBurst, 1 - share);
    this.#bad = drawn < (this.#bad ? 1 - ending : (ending * share) / (1 - share));
    return this.#bad;
  }
}
