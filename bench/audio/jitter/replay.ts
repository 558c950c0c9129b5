import { Playout } from '@ajar/jitter';
import { playoutPatience } from '@ajar/sound';
import type { Arrivals } from './arrivals.ts';

/** What a playout has done up to a time. */
export interface PlayoutTotals {
  readonly atUs: number;
  /** Of all samples that came in packets: how long those had waited. */
  readonly delayS: number;
  readonly emitted: number;
  /** Samples played, made up or not. */
  readonly received: number;
  readonly concealed: number;
  /** Samples more and less than came. */
  readonly inserted: number;
  readonly removed: number;
}

/** As the player takes sound. */
const pieceFrames = 60;
const pieceUs = 1250;
const everyUs = 1e6;

/** Plays what arrived through our playout, as the sound of a portal does, in virtual time; says every second what it has done. `voice`: interleaved stereo. */
export function replay({ packetUs, numbers, atUs }: Arrivals, voice: Float32Array): PlayoutTotals[] {
  const frames = (packetUs * 48) / 1000;
  const first = Math.min(...numbers);
  const arrivedUs = new Float64Array(Math.max(...numbers) - first + 1).fill(Number.NaN);
  const payload = new Uint8Array(4);
  const view = new DataView(payload.buffer);
  const playout = new Playout({
    ...playoutPatience,
    blockUs: packetUs,
    decode(packet) {
      const number = new DataView(packet.buffer, packet.byteOffset).getUint32(0);
      const from = (number * frames * 2) % (voice.length - frames * 2);
      return voice.subarray(from, from + frames * 2);
    },
  });
  const said: PlayoutTotals[] = [];
  const piece = new Float32Array(pieceFrames * 2);
  let [delayS, emitted, received, last] = [0, 0, 0, -1];
  const startUs = atUs[0]!;
  const endUs = atUs.at(-1)!;
  let next = 0;
  let sayUs = startUs + everyUs;
  for (let nowUs = startUs; nowUs < endUs; nowUs += pieceUs) {
    for (; next < atUs.length && atUs[next]! <= nowUs; next++) {
      const number = numbers[next]! - first;
      if (Number.isNaN(arrivedUs[number])) arrivedUs[number] = atUs[next]!;
      view.setUint32(0, number);
      playout.push(number, number * packetUs, atUs[next]!, payload);
    }
    const capturedUs = playout.pull(nowUs, piece);
    received += pieceFrames;
    const number = Math.floor(capturedUs / packetUs + 1e-6);
    const waitedUs = nowUs - (capturedUs - number * packetUs) - arrivedUs[number]!;
    // One begins to be heard; what is made up has no time of capture.
    if (number > last && !Number.isNaN(waitedUs)) {
      last = number;
      delayS += (waitedUs / 1e6) * frames;
      emitted += frames;
    }
    if (nowUs < sayUs) continue;
    sayUs += everyUs;
    const { concealedMs, lengthenedMs, shortenedMs } = playout.stats;
    said.push({
      atUs: nowUs,
      delayS,
      emitted,
      received,
      concealed: concealedMs * 48,
      inserted: lengthenedMs * 48,
      removed: shortenedMs * 48,
    });
  }
  return said;
}
