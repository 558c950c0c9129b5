import { EchoCanceller } from '@ajar/sound';
import { Acoustics, type Setup } from './acoustics.ts';
import type { Programme } from './programme.ts';
import { decibels } from './room-run.ts';

const blockSamples = 480;
/** From a microphone to the other room's loudspeaker, and the buffers of a device, in blocks of 5 ms. */
const networkBlocks = 6;
const deviceBlocks = 8;

export interface LoopResult {
  /** Level of one's own voice that comes back out of the own loudspeakers, under that of what was sent, dB; after three seconds. */
  readonly returnedDb: number;
  /** Loudest tenth of a second that any loudspeaker played in the last two seconds, in which nobody talks, dBFS. */
  readonly afterDbfs: number;
}

interface Side {
  readonly canceller: EchoCanceller;
  readonly acoustics: Acoustics;
  /** Sent by the other side and not here yet. */
  readonly underWay: Float32Array[];
  /** Recorded and not out of the device yet. */
  readonly recorded: Float32Array[];
}

/**
 * Two rooms with open loudspeakers and microphones, joined both ways. One person talks for some seconds, then nobody does.
 *
 * @param volume factor in front of both rooms' loudspeakers
 */
export async function runLoop(
  voice: Programme,
  setup: Setup,
  volume: number,
  seconds: number,
): Promise<LoopResult> {
  const sides = await Promise.all([openSide(setup), openSide(setup)]);
  let sent = 0;
  let returned = 0;
  let step = 0;
  let loudest = 0;
  const blocks = seconds * 200;
  for (let block = 0; block < blocks; block++) {
    const isTalking = block < blocks - 800;
    const outgoing = sides.map((side, index) => {
      const played = (side.underWay.shift() ?? new Float32Array(blockSamples)).map((sample) =>
        clip(sample * volume),
      );
      side.canceller.reverse(played, block * 5000);
      const heard = new Float32Array(blockSamples);
      side.acoustics.hear(played, heard);
      if (index === 0) {
        const said = voice.next();
        if (isTalking) for (let i = 0; i < blockSamples; i++) heard[i]! += said[i]!;
        if (isTalking && block > 600) {
          sent += square(said);
          returned += square(played);
        }
      }
      if (block > blocks - 400) {
        step += square(played) / 40;
        if (block % 20 === 0) {
          loudest = Math.max(loudest, step);
          step = 0;
        }
      }
      side.recorded.push(heard);
      const out =
        side.recorded.length > deviceBlocks ? side.recorded.shift()! : new Float32Array(blockSamples);
      side.canceller.process(out, (block - deviceBlocks) * 5000);
      return out;
    });
    outgoing.forEach((out, index) => sides[1 - index]!.underWay.push(out));
  }
  for (const { canceller } of sides) canceller.close();
  return { returnedDb: decibels(returned / sent), afterDbfs: decibels(loudest) };
}

async function openSide(setup: Setup): Promise<Side> {
  return {
    canceller: await EchoCanceller.open({ echo: true, highPass: true }),
    acoustics: new Acoustics(setup),
    underWay: Array.from({ length: networkBlocks }, () => new Float32Array(blockSamples)),
    recorded: [],
  };
}

function clip(sample: number): number {
  return Math.min(Math.max(sample, -1), 1);
}

function square(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample ** 2;
  return sum / samples.length;
}
