import { EchoCanceller } from '@ajar/sound';
import { Acoustics, type Setup } from './acoustics.ts';
import type { Programme } from './programme.ts';

/** A room that is listened to for a while. */
export interface RoomRun {
  readonly seconds: number;
  readonly far: Programme;
  /** Who talks in this room, as the microphones hear it; nobody unless given. */
  readonly near?: Programme;
  /** How loud each is at a time, as a factor; 1 unless given. */
  readonly mix?: (atS: number) => { far: number; near: number };
  readonly setup: Setup;
  /** From a moment on the room is another one. */
  readonly change?: { readonly atS: number; readonly setup: Setup };
  /** From when a block is handed to the loudspeaker until it has come back out of the microphone's buffer, devices only, ms. */
  readonly deviceMs: number;
  /** By how much what the devices say of their delay is wrong, ms; 0 unless given. */
  readonly wrongMs?: number;
}

/** What a microphone heard and what was made of it, second by second in tenths; mean squares. */
export interface RoomRecord {
  readonly far: number[];
  readonly echo: number[];
  readonly near: number[];
  readonly out: number[];
  /** The left channel of near sound, late by as much as the canceller makes it, and what went out; whole run. */
  readonly said: Float32Array;
  readonly sent: Float32Array;
}

const blockFrames = 240;
const blocksPerStep = 20;
/** Half of the canceller's delay lies in its frames, half in its filters. */
const lateFrames = 240 + 430;

/** Runs a room through the canceller that a portal uses, faster than real time. Played sound is known as early as the devices make it late. */
export async function runRoom(run: RoomRun): Promise<RoomRecord> {
  const canceller = await EchoCanceller.open({ echo: true, highPass: true });
  let room = new Acoustics(run.setup);
  const blocks = run.seconds * 200;
  const frames = blocks * blockFrames;
  const record: RoomRecord = {
    far: [],
    echo: [],
    near: [],
    out: [],
    said: new Float32Array(frames + lateFrames),
    sent: new Float32Array(frames),
  };
  const delayBlocks = Math.ceil((run.deviceMs + 40) / 5);
  const recorded: { echo: Float32Array; near: Float32Array; far: number }[] = [];
  const sums = { far: 0, echo: 0, near: 0, out: 0 };
  for (let block = 0; block < blocks + delayBlocks; block++) {
    const atS = block / 200;
    const { far: farGain, near: nearGain } = run.mix?.(atS) ?? { far: 1, near: 1 };
    if (run.change !== undefined && block === run.change.atS * 200) room = new Acoustics(run.change.setup);
    const played = run.far.next().map((sample) => sample * farGain);
    canceller.reverse(played, block * 5000 + (run.wrongMs ?? 0) * 1000);
    const echo = new Float32Array(2 * blockFrames);
    room.hear(played, echo);
    const near = (run.near?.next() ?? new Float32Array(2 * blockFrames)).map((sample) => sample * nearGain);
    recorded.push({ echo, near, far: square(played) });
    if (block < delayBlocks) continue;
    const heard = recorded.shift()!;
    const number = block - delayBlocks;
    const into = heard.echo.map((sample, i) => sample + heard.near[i]!);
    for (let i = 0; i < blockFrames; i++)
      record.said[number * blockFrames + lateFrames + i] = heard.near[2 * i]!;
    canceller.process(into, number * 5000);
    for (let i = 0; i < blockFrames; i++) record.sent[number * blockFrames + i] = into[2 * i]!;
    sums.far += heard.far;
    sums.echo += square(heard.echo);
    sums.near += square(heard.near);
    sums.out += square(into);
    if (number % blocksPerStep !== blocksPerStep - 1) continue;
    for (const name of ['far', 'echo', 'near', 'out'] as const) {
      record[name].push(sums[name] / blocksPerStep);
      sums[name] = 0;
    }
  }
  canceller.close();
  return record;
}

function square(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample ** 2;
  return sum / samples.length;
}

export function decibels(power: number): number {
  return 10 * Math.log10(power + 1e-12);
}

/** Mean of some tenths of a second, of which the far end is heard in. */
export function between(values: readonly number[], fromS: number, toS: number): number {
  const part = values.slice(Math.round(fromS * 10), Math.round(toS * 10));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}
