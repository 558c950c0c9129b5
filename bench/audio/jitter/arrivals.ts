import { readRtpHead } from './rtp.ts';

/** Packets of sound of equal length, in the order in which they were let through. */
export interface Arrivals {
  /** Of what is in a packet, µs. */
  readonly packetUs: number;
  /** Counted from the first that came. */
  readonly numbers: Int32Array;
  /** When each was there, by the system's monotonic clock, µs. */
  readonly atUs: Float64Array;
}

/** Notes the packets of one stream of Opus as they pass; memory is taken beforehand. */
export class ArrivalLog {
  readonly #numbers: Int32Array;
  readonly #timestamps: Int32Array;
  readonly #atUs: Float64Array;
  #count = 0;

  constructor(packets: number) {
    this.#numbers = new Int32Array(packets);
    this.#timestamps = new Int32Array(packets);
    this.#atUs = new Float64Array(packets);
  }

  /** Takes any datagram; what is not RTP, or comes when it is full, is left out. */
  add(atUs: number, datagram: Uint8Array): void {
    const head = readRtpHead(datagram);
    const index = this.#count;
    if (head === undefined || index >= this.#numbers.length) return;
    this.#numbers[index] = head.number;
    this.#timestamps[index] = head.timestamp;
    this.#atUs[index] = atUs;
    this.#count++;
  }

  /**
   * Packets are counted by their times: now and then libwebrtc gives two numbers to packets of the same time, of which a playout can use one.
   *
   * @throws where times are not those of packets of equal length
   */
  get arrivals(): Arrivals {
    const samples = samplesOf(this.#numbers, this.#timestamps, this.#count);
    const numbers = new Int32Array(this.#count);
    for (let index = 0; index < this.#count; index++) {
      const number = ((this.#timestamps[index]! - this.#timestamps[0]!) | 0) / samples;
      if (!Number.isInteger(number)) throw new Error('packets of sound differ in length');
      numbers[index] = number;
    }
    return { packetUs: (samples * 1000) / 48, numbers, atUs: this.#atUs.slice(0, this.#count) };
  }
}

/** Samples of a packet: the least that two neighbours differ by. */
function samplesOf(numbers: Int32Array, timestamps: Int32Array, count: number): number {
  let least = Infinity;
  for (let index = 1; index < count; index++) {
    const samples = (timestamps[index]! - timestamps[index - 1]!) | 0;
    if (((numbers[index]! - numbers[index - 1]!) << 16) >> 16 === 1 && samples > 0)
      least = Math.min(least, samples);
  }
  if (least === Infinity) throw new Error('no two packets of sound came one behind the other');
  return least;
}

/** Share of the packets sent that never came, in percent, of those that would have come between two times. */
export function lostPctOf({ numbers, atUs }: Arrivals, fromUs: number, toUs: number): number {
  let least = Infinity;
  let most = -Infinity;
  const came = new Set<number>();
  for (const [index, number] of numbers.entries()) {
    came.add(number);
    if (atUs[index]! < fromUs || atUs[index]! > toUs) continue;
    least = Math.min(least, number);
    most = Math.max(most, number);
  }
  let lost = 0;
  for (let number = least; number <= most; number++) if (!came.has(number)) lost++;
  return (100 * lost) / (most - least + 1);
}

/** Standard deviation of the packets' delays among those that came between two times, in ms; NaN where none did. */
export function jitterMsOf({ packetUs, numbers, atUs }: Arrivals, fromUs: number, toUs: number): number {
  const delays = [...atUs.keys()]
    .filter((index) => atUs[index]! >= fromUs && atUs[index]! <= toUs)
    .map((index) => (atUs[index]! - atUs[0]! - numbers[index]! * packetUs) / 1000);
  const mean = meanOf(delays);
  return Math.sqrt(meanOf(delays.map((delay) => (delay - mean) ** 2)));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
