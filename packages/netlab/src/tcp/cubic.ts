/** The share of the window that is kept after a loss (RFC 9438, section 4.6). */
const beta = 0.7;
/** How fast the window grows away from the plateau, in segments per s³ (section 5). */
const growth = 0.4;
/** What additive increase per round trip gives Reno's throughput with that share (section 4.3). */
const renoIncrease = (3 * (1 - beta)) / (1 + beta);

/** The congestion window of CUBIC (RFC 9438), in segments. */
export class Cubic {
  windowSegments = 10;
  #thresholdSegments = Infinity;
  #plateauSegments = 0;
  /** The window before the last reduction. */
  #priorSegments = 0;
  /** What Reno would have by now. */
  #renoSegments = 0;
  /** When the present growth began, in µs; -1 until an acknowledgement after a loss. */
  #epochUs = -1;
  /** How long after that the plateau is reached again, in s. */
  #plateauS = 0;

  get inSlowStart(): boolean {
    return this.windowSegments < this.#thresholdSegments;
  }

  /** A segment was acknowledged while the window was in use. */
  acknowledged(nowUs: number, rttUs: number): void {
    if (this.inSlowStart) {
      this.windowSegments++;
      return;
    }
    if (this.#epochUs < 0) this.#beginEpoch(nowUs);
    const window = this.windowSegments;
    // Once it has won back what it had, it may take more as fast as Reno.
    this.#renoSegments += (this.#renoSegments < this.#priorSegments ? renoIncrease : 1) / window;
    if (this.#cubicAt(nowUs - this.#epochUs) < this.#renoSegments) {
      this.windowSegments = Math.max(window, this.#renoSegments);
      return;
    }
    const target = Math.min(1.5 * window, this.#cubicAt(nowUs - this.#epochUs + rttUs));
    if (target > window) this.windowSegments += (target - window) / window;
  }

  /** Slow start has filled the path, by the growth of its delay (HyStart). */
  leaveSlowStart(): void {
    this.#thresholdSegments = this.windowSegments;
  }

  /** The first loss of a round trip. */
  reduce(): void {
    const window = this.windowSegments;
    // Fast convergence: one whose share shrinks leaves room for the others (section 4.7).
    this.#plateauSegments = window < this.#plateauSegments ? (window * (1 + beta)) / 2 : window;
    this.#priorSegments = window;
    this.windowSegments = Math.max(2, window * beta);
    this.#thresholdSegments = this.windowSegments;
    this.#epochUs = -1;
  }

  /** Nothing was heard for the time of a retransmission. */
  timeOut(): void {
    this.#plateauSegments = this.windowSegments;
    this.#priorSegments = this.windowSegments;
    this.#thresholdSegments = Math.max(2, this.windowSegments * beta);
    this.windowSegments = 1;
    this.#epochUs = -1;
  }

  #beginEpoch(nowUs: number): void {
    this.#epochUs = nowUs;
    this.#renoSegments = this.windowSegments;
    this.#plateauSegments = Math.max(this.#plateauSegments, this.windowSegments);
    this.#plateauS = Math.cbrt((this.#plateauSegments - this.windowSegments) / growth);
  }

  /** The window so long after the epoch began. */
  #cubicAt(elapsedUs: number): number {
    return growth * (elapsedUs / 1e6 - this.#plateauS) ** 3 + this.#plateauSegments;
  }
}
