const minGuardUs = 2000;
const maxGuardUs = 200_000;
const decayIntervalUs = 1_000_000;
const decay = 0.85;

/** How long a hole may be mere reordering: a little more than the path was lately seen to need, µs. */
export class ReorderGuard {
  guardUs: number = minGuardUs;
  #decayedUs = 0;

  /** Something that had been missed for `lateUs` came without having been sent again. */
  late(lateUs: number): void {
    this.guardUs = Math.min(maxGuardUs, Math.max(this.guardUs, lateUs * 1.5));
  }

  tick(nowUs: number): void {
    if (nowUs - this.#decayedUs < decayIntervalUs) return;
    this.#decayedUs = nowUs;
    this.guardUs = Math.max(minGuardUs, this.guardUs * decay);
  }
}
