/** What is added per second, over a sliding span of the last reports. */
export class Rate {
  readonly #spanUs: number;
  readonly #samples: { atUs: number; total: number }[] = [];

  constructor(spanUs = 1_000_000) {
    this.#spanUs = spanUs;
  }

  /** Notes a running total and returns its growth per second over the span; null until there are two samples. */
  at(atUs: number, total: number): number | null {
    const samples = this.#samples;
    // A total that went down belongs to a counter that was started anew.
    if (total < (samples.at(-1)?.total ?? 0)) samples.length = 0;
    samples.push({ atUs, total });
    while (samples.length > 2 && samples[1]!.atUs <= atUs - this.#spanUs) samples.shift();
    const first = samples[0]!;
    return samples.length < 2 || atUs === first.atUs
      ? null
      : ((total - first.total) / (atUs - first.atUs)) * 1e6;
  }
}
