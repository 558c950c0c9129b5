const classes = 24;
const finestUs = 32;
/** The least round trip is that of the last one to two minutes, in slots of ten seconds. */
const slotUs = 10_000_000;
const slots = 12;
/** What is expected of a class counts like this many samples, and no more than this many are remembered. */
const priorCount = 4;
const maxCount = 128;
/** Of what is usual, this share is forgotten with every round trip. */
const forgetting = 1 / 2048;
/** Of how much a residual is like the one before it, this share is forgotten with every round trip; and the most believed. */
const likenessForgetting = 1 / 128;
const mostLike = 0.9;
/** Times travel as whole microseconds. */
const roundingVariance = 4;

/**
 * How far measurements of an offset are off, by how much longer than the least their round trip took. Queues that fill on one
 * way make long round trips worse than short ones; jitter that has no least delay makes all equally bad. What it is like here
 * shows in the residuals of each class of round trips.
 */
export class DelayClasses {
  readonly #counts = new Float64Array(classes);
  readonly #squares = new Float64Array(classes);
  readonly #seen = new Float64Array(classes);
  readonly #leastUs = new Float64Array(slots).fill(Number.POSITIVE_INFINITY);
  #slotEndsUs = Number.NEGATIVE_INFINITY;
  #slot = 0;
  #class = 0;
  #excessUs = 0;
  #before = 0;
  #likeness = 0;
  #power = 1;

  /** Takes a round trip. Returns how much longer than the least of late it took, µs. */
  take(nowUs: number, delayUs: number): number {
    if (nowUs >= this.#slotEndsUs) {
      this.#slotEndsUs = nowUs + slotUs;
      this.#slot = (this.#slot + 1) % slots;
      this.#leastUs[this.#slot] = Number.POSITIVE_INFINITY;
    }
    this.#leastUs[this.#slot] = Math.min(this.#leastUs[this.#slot]!, delayUs);
    let leastUs = delayUs;
    for (let slot = 0; slot < slots; slot++) leastUs = Math.min(leastUs, this.#leastUs[slot]!);
    this.#excessUs = delayUs - leastUs;
    this.#class = Math.min(classes - 1, Math.floor(Math.log2(1 + this.#excessUs / finestUs)));
    for (let other = 0; other < classes; other++) this.#seen[other]! *= 1 - forgetting;
    this.#seen[this.#class]!++;
    return this.#excessUs;
  }

  /** Variance of the offset that the round trip gives that was taken last, µs². */
  variance(): number {
    const count = this.#counts[this.#class]!;
    const expected = (this.#excessUs / 2) ** 2 + (this.usualUs() / 8) ** 2;
    return roundingVariance + (expected * priorCount + this.#squares[this.#class]!) / (priorCount + count);
  }

  /** By how much more the mean of residuals varies than if each had nothing to do with the one before. */
  correlation(): number {
    const like = Math.min(mostLike, Math.max(0, this.#likeness / this.#power));
    return (1 + like) / (1 - like);
  }

  /** Learns by how much the offset of the last round trip was off, µs. */
  learn(residualUs: number): void {
    const at = this.#class;
    const deviations = residualUs / Math.sqrt(this.variance());
    this.#likeness += (deviations * this.#before - this.#likeness) * likenessForgetting;
    this.#power += (deviations ** 2 - this.#power) * likenessForgetting;
    this.#before = deviations;
    if (this.#counts[at]! >= maxCount) {
      this.#counts[at]! *= 1 - 1 / maxCount;
      this.#squares[at]! *= 1 - 1 / maxCount;
    }
    this.#counts[at]!++;
    this.#squares[at]! += residualUs ** 2;
  }

  /** How much longer than the least half of the round trips take, µs. */
  usualUs(): number {
    let half = 0;
    for (let at = 0; at < classes; at++) half += this.#seen[at]! / 2;
    let at = 0;
    for (; at < classes - 1 && half > this.#seen[at]!; at++) half -= this.#seen[at]!;
    return finestUs * (2 ** at - 1);
  }

  /** It was the model that was wrong, not the path. */
  forgetCorrelation(): void {
    this.#before = 0;
    this.#likeness = 0;
    this.#power = 1;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#squares.fill(0);
    this.#seen.fill(0);
    this.forgetCorrelation();
    this.#leastUs.fill(Number.POSITIVE_INFINITY);
    this.#slotEndsUs = Number.NEGATIVE_INFINITY;
  }
}
