import type { SentPackets } from './sent-log.ts';

/** Packets of a train that are looked at; a longer one is cut. */
const maxPackets = 512;
/** How long a train is at most, µs: where packets leave without a pause, it is cut. */
const longestUs = 25_000;
/** Trains that are looked at together, at least and at most, and for how long one counts, µs. */
const fewestTrains = 3;
const mostTrains = 10;
const freshUs = 600_000;
/** By how many standard errors the stretch has to stand out of many trains; more with few, about as Student's distribution says. */
const doubt = 2;
const doubtOfFew = 5;
/** Where packets overtake one another, it is not one queue alone that delays them: so many, and no fewer trains than are remembered. */
const doubtOfReordering = 3;
/** Stretch that is no sign of a queue: a share of the time that the trains took to leave, and so much per train, µs. */
const slackShare = 0.07;
const slackUs = 60;
/** What is added to the time of a train that was not stretched: one that came all at once does not prove an infinite rate, µs. */
const leastUs = 100;
/** A train of fewer bytes says nothing. */
const leastBytes = 400;
/** Fewer bytes than this in all trains that are looked at say nothing, unless there are very many. */
const leastBytesTogether = 5000;

/** What the last trains say of the path. `exact`: it was stretched to what the path carries. `least`: it came as fast as it left. */
export type TrainVerdict = 'none' | 'exact' | 'least';

/**
 * Frames leave faster than they are made, each a train of packets that probes the path. Where the path is slower, the train
 * arrives stretched to just what the path carries (packet-train dispersion: Dovrolis et al., INFOCOM 2001; used per frame by SQP).
 * Jitter stretches and squeezes too, but not the same way every time: the stretch has to be significant over several trains.
 */
export class TrainMeter {
  /** A pause longer than this between two packets ends a train, µs. */
  pauseUs = 2500;
  /** What the last verdict is about, bits per second. */
  bps = 0;
  /** Standard deviation of the stretch of single trains about what is expected, µs: how much the path jitters. */
  scatterUs = 0;
  readonly #sentUs = new Float64Array(maxPackets);
  readonly #arrivedUs = new Float64Array(maxPackets);
  /** Bytes of the train up to and with a packet. */
  readonly #upTo = new Float64Array(maxPackets);
  #packets = 0;
  readonly #insUs = new Float64Array(mostTrains);
  readonly #outsUs = new Float64Array(mostTrains);
  readonly #bytes = new Float64Array(mostTrains);
  readonly #endsUs = new Float64Array(mostTrains);
  readonly #reordered = new Uint8Array(mostTrains);
  #trains = 0;

  /** Takes a packet that came. Returns what is known now if a train ended before it. */
  add(packets: SentPackets, slot: number): TrainVerdict {
    const sentUs = packets.sentUs[slot]!;
    const last = this.#packets - 1;
    if (last >= 0 && sentUs < this.#sentUs[last]!) return 'none';
    let verdict: TrainVerdict = 'none';
    if (last >= 0 && this.#ends(sentUs, last)) verdict = this.#end();
    if (packets.paced[slot] === 1) {
      const at = this.#packets++;
      this.#sentUs[at] = sentUs;
      this.#arrivedUs[at] = packets.arrivedUs[slot]!;
      this.#upTo[at] = at === 0 ? 0 : this.#upTo[at - 1]! + packets.bytes[slot]!;
    }
    return verdict;
  }

  reset(): void {
    this.#packets = 0;
    this.#trains = 0;
    this.scatterUs = 0;
  }

  #ends(sentUs: number, last: number): boolean {
    if (this.#packets === maxPackets) return true;
    return sentUs - this.#sentUs[last]! > this.pauseUs || sentUs - this.#sentUs[0]! > longestUs;
  }

  #end(): TrainVerdict {
    const packets = this.#packets;
    this.#packets = 0;
    const third = Math.max(1, Math.floor(packets / 3));
    const from = this.#quickest(0, third);
    const to = this.#quickest(packets - third, packets);
    const bytes = this.#upTo[to]! - this.#upTo[from]!;
    if (to <= from || this.#upTo[packets - 1]! < leastBytes) return 'none';
    const slot = this.#trains++ % mostTrains;
    this.#insUs[slot] = this.#sentUs[to]! - this.#sentUs[from]!;
    this.#outsUs[slot] = this.#arrivedUs[to]! - this.#arrivedUs[from]!;
    this.#bytes[slot] = bytes;
    this.#endsUs[slot] = this.#sentUs[to]!;
    this.#reordered[slot] = this.#overtaken(packets) ? 1 : 0;
    return this.#judge(this.#sentUs[to]!);
  }

  #overtaken(packets: number): boolean {
    for (let at = 1; at < packets; at++) if (this.#arrivedUs[at]! < this.#arrivedUs[at - 1]!) return true;
    return false;
  }

  #anyOvertaken(trains: number): boolean {
    for (let at = 0; at < trains; at++) if (this.#reordered[at] === 1) return true;
    return false;
  }

  /** The packet in `[from, to)` that was delayed least: jitter only ever adds. */
  #quickest(from: number, to: number): number {
    let best = from;
    for (let at = from + 1; at < to; at++) {
      const gainUs =
        this.#arrivedUs[at]! - this.#sentUs[at]! - (this.#arrivedUs[best]! - this.#sentUs[best]!);
      if (gainUs < 0) best = at;
    }
    return best;
  }

  /** Looks back as far as it takes to be sure, and no further. */
  #judge(nowUs: number): TrainVerdict {
    let inUs = 0;
    let outUs = 0;
    let bytes = 0;
    let squares = 0;
    let products = 0;
    let bytesSquared = 0;
    const most = Math.min(this.#trains, mostTrains);
    const overtaken = this.#anyOvertaken(most);
    const fewest = overtaken ? mostTrains : fewestTrains;
    const enough = overtaken ? doubtOfReordering : doubt;
    let trains = 0;
    while (trains < most) {
      const slot = (this.#trains - 1 - trains) % mostTrains;
      if (nowUs - this.#endsUs[slot]! > freshUs) break;
      const stretchUs = this.#outsUs[slot]! - this.#insUs[slot]!;
      const size = this.#bytes[slot]!;
      inUs += this.#insUs[slot]!;
      outUs += this.#outsUs[slot]!;
      bytes += size;
      squares += stretchUs * stretchUs;
      products += stretchUs * size;
      bytesSquared += size * size;
      trains++;
      if (trains < fewest || (bytes < leastBytesTogether && trains < most)) continue;
      // The stretch is in proportion to the size; what is left over scatters.
      const perByte = products / bytesSquared;
      const variance = Math.max(0, squares - perByte * products) / (trains - 1);
      const errorUs = (enough + doubtOfFew / (trains - 1)) * Math.sqrt(variance * trains);
      const slack = slackShare * inUs + slackUs * trains;
      this.scatterUs = Math.sqrt(variance);
      if (outUs - inUs - errorUs > slack) return this.#say('exact', (bytes * 8e6) / outUs);
      if (outUs - inUs + errorUs < slack) break;
    }
    if (trains < fewestTrains) return 'none';
    return this.#say('least', (bytes * 8e6) / (Math.max(inUs, outUs) + leastUs * trains));
  }

  #say(verdict: TrainVerdict, bps: number): TrainVerdict {
    this.bps = bps;
    return verdict;
  }
}
