const firstUs = 3_000_000;
const mostUs = 60_000_000;
/** Who falls so soon after having climbed should not have. */
const proofUs = 15_000_000;

/** How long there has to be room before a rung is climbed: longer each time that a climb has failed, and as at first again after one that has lasted. */
export class Patience {
  #waitUs = firstUs;
  #roomSinceUs = Number.NaN;
  #climbedUs = Number.NEGATIVE_INFINITY;

  /** There is no room to climb now. */
  noRoom(): void {
    this.#roomSinceUs = Number.NaN;
  }

  /** There is room now; whether there was for long enough. A climb is counted on. */
  mayClimb(nowUs: number): boolean {
    if (nowUs - this.#climbedUs > proofUs && this.#climbedUs !== Number.NEGATIVE_INFINITY)
      this.#waitUs = firstUs;
    if (Number.isNaN(this.#roomSinceUs)) this.#roomSinceUs = nowUs;
    if (nowUs - this.#roomSinceUs < this.#waitUs) return false;
    this.#roomSinceUs = nowUs;
    this.#climbedUs = nowUs;
    return true;
  }

  /** A rung could not be kept. */
  fell(nowUs: number): void {
    if (nowUs - this.#climbedUs <= proofUs) this.#waitUs = Math.min(this.#waitUs * 2, mostUs);
    this.#roomSinceUs = Number.NaN;
    this.#climbedUs = Number.NEGATIVE_INFINITY;
  }
}
