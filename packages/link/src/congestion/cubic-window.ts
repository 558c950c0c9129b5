/** Constants of RFC 9438: growth, share that is kept at a loss, and the growth that is fair to Reno. */
const growth = 0.4;
const kept = 0.7;
const renoGrowth = (3 * (1 - kept)) / (1 + kept);
const packetBytes = 1200;
const leastPackets = 4;

/** The congestion window that a TCP flow with CUBIC (RFC 9438) would have on the same path. Time moves it, not acknowledgements. */
export class CubicWindow {
  #packets = leastPackets;
  #most = leastPackets;
  #reno = leastPackets;
  /** How long the present rise has lasted, and how long it takes back to where the last loss was, s. */
  #risingS = 0;
  #plateauS = 0;

  /** The rate that the window gives with this round trip, bits per second. */
  bps(rttUs: number): number {
    return (this.#packets * packetBytes * 8e6) / rttUs;
  }

  /** Starts from a rate. */
  start(bps: number, rttUs: number): void {
    this.#packets = Math.max(leastPackets, (bps * rttUs) / 8e6 / packetBytes);
    this.#most = this.#packets;
    this.#rise();
  }

  /** Time in which the window was used. */
  pass(us: number, rttUs: number): void {
    this.#risingS += us / 1e6;
    this.#reno += renoGrowth * (us / rttUs);
    const cubic = growth * (this.#risingS - this.#plateauS) ** 3 + this.#most;
    // Never faster than by half a round trip, as acknowledgements would have it.
    const most = this.#packets * (1 + 0.5 * (us / rttUs));
    this.#packets = Math.max(leastPackets, Math.min(most, Math.max(cubic, this.#reno)));
  }

  /** A loss; call once per round trip. */
  lose(): void {
    // A flow that lost before it was back makes room for others.
    this.#most = this.#packets < this.#most ? (this.#packets * (1 + kept)) / 2 : this.#packets;
    this.#packets = Math.max(leastPackets, this.#packets * kept);
    this.#rise();
  }

  #rise(): void {
    this.#risingS = 0;
    this.#reno = this.#packets;
    this.#plateauS = Math.cbrt(Math.max(0, this.#most - this.#packets) / growth);
  }
}
