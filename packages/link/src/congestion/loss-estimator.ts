/** How far back the steady estimate and the quick one look, in seconds. */
const steadyS = 1.5;
const quickS = 0.15;
/** Neither looks back over fewer packets than this: less than that says nothing about a share of a few percent. */
const fewestSteady = 400;
const fewestQuick = 150;
/** Packets that are taken to have come before the first was sent, so that one loss among the first few is not read as a tenth. */
const presumedPackets = 150;
/** By how many standard deviations the quick estimate has to stand out to be believed. */
const doubt = 1.5;
/** Runs of losses that the mean length remembers. */
const rememberedRuns = 32;
const presumedRuns = 2;
/** A longer silence is an outage, against which no parity helps: what is beyond does not count. */
const longestRun = 64;

/**
 * What the sender learned from arrival feedback about how datagrams get lost. Fed one outcome per packet in the order of
 * packet numbers: the share lost is a slow average, overruled by a quick one as soon as that is significantly higher, so that it
 * rises within 0.1–0.2 s and forgets over 1–2 s.
 */
export class LossEstimator {
  /** How many outcomes a second are expected: it turns the spans above into packets. */
  packetsPerSecond = 4000;
  /** Outcomes taken so far. */
  count = 0;
  #steady = 0;
  #quick = 0;
  #run = 0;
  #runs = presumedRuns;
  #runPackets = presumedRuns;

  /** Share of the packets that are lost, 0 … 1. */
  get rate(): number {
    const quickPackets = Math.max(fewestQuick, this.packetsPerSecond * quickS);
    // Losses that come in runs of b scatter like a b-th as many samples; an exponential average of n has 2n of them.
    const scatter = (this.#quick * (1 - this.#quick) * (2 * this.burst - 1)) / (2 * quickPackets);
    return Math.max(this.#steady, this.#quick - doubt * Math.sqrt(scatter));
  }

  /** Mean length of a run of losses, in packets, at least 1. */
  get burst(): number {
    return Math.max(1, this.#runPackets / this.#runs);
  }

  /** Takes the outcome of the next packet. */
  outcome(lost: boolean): void {
    if (lost && this.#run >= longestRun) return;
    this.count++;
    const value = lost ? 1 : 0;
    this.#steady += (value - this.#steady) * this.#weight(steadyS, fewestSteady);
    this.#quick += (value - this.#quick) * this.#weight(quickS, fewestQuick);
    if (lost) this.#lose();
    else this.#run = 0;
  }

  /** A packet that was given up as lost came after all. */
  mistaken(): void {
    this.#steady = Math.max(0, this.#steady - this.#weight(steadyS, fewestSteady));
    this.#quick = Math.max(0, this.#quick - this.#weight(quickS, fewestQuick));
  }

  #lose(): void {
    if (this.#run++ === 0) {
      const keep = 1 - 1 / rememberedRuns;
      this.#runs = this.#runs * keep + 1;
      this.#runPackets *= keep;
    }
    this.#runPackets++;
  }

  #weight(spanS: number, fewest: number): number {
    const packets = Math.max(fewest, this.packetsPerSecond * spanS);
    return 1 / Math.min(packets, presumedPackets + this.count);
  }
}
