/** A straight line through the last points, by weighted least squares. Allocates only when it is made. */
export class LineFit {
  readonly #xs: Float64Array;
  readonly #ys: Float64Array;
  readonly #weights: Float64Array;
  #added = 0;
  #meanX = Number.NaN;
  #meanY = Number.NaN;
  #slope = Number.NaN;
  #fitted = false;

  /** @param capacity how many points it keeps */
  constructor(capacity: number) {
    this.#xs = new Float64Array(capacity);
    this.#ys = new Float64Array(capacity);
    this.#weights = new Float64Array(capacity);
  }

  get size(): number {
    return Math.min(this.#added, this.#xs.length);
  }

  /** Change of y per x; NaN below two different points. */
  get slope(): number {
    this.#fit();
    return this.#slope;
  }

  /** The weighted mean of y; NaN without a point. */
  get mean(): number {
    this.#fit();
    return this.#meanY;
  }

  add(x: number, y: number, weight = 1): void {
    const slot = this.#added++ % this.#xs.length;
    this.#xs[slot] = x;
    this.#ys[slot] = y;
    this.#weights[slot] = weight;
    this.#fitted = false;
  }

  /** y of the line at x; NaN below two different points. */
  at(x: number): number {
    this.#fit();
    return this.#meanY + this.#slope * (x - this.#meanX);
  }

  clear(): void {
    this.#added = 0;
    this.#fitted = false;
  }

  #fit(): void {
    if (this.#fitted) return;
    this.#fitted = true;
    const size = this.size;
    // Around the first point, so that large times keep their precision.
    const originX = this.#xs[0]!;
    const originY = this.#ys[0]!;
    let sum = 0;
    let sumX = 0;
    let sumY = 0;
    for (let slot = 0; slot < size; slot++) {
      const weight = this.#weights[slot]!;
      sum += weight;
      sumX += weight * (this.#xs[slot]! - originX);
      sumY += weight * (this.#ys[slot]! - originY);
    }
    this.#meanX = originX + sumX / sum;
    this.#meanY = originY + sumY / sum;
    let squares = 0;
    let products = 0;
    for (let slot = 0; slot < size; slot++) {
      const weight = this.#weights[slot]!;
      const x = this.#xs[slot]! - this.#meanX;
      squares += weight * x * x;
      products += weight * x * (this.#ys[slot]! - this.#meanY);
    }
    this.#slope = squares > 0 ? products / squares : Number.NaN;
  }
}
