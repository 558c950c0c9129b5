import { LongDoor } from '../link/month/long-door.ts';
import { heldBytes } from './held-bytes.ts';
import { numberOf, type Soak, type SoakContext, type SoakOutcome } from './soak.ts';

const hourUs = 3_600_000_000;
const dayUs = 24 * hourUs;
const defaultDays = 30;
/** In each day people are there for so long; at 205 frames a second and direction it is a good part of the work. */
const livelyUs = 30_000_000;
/** More than what was held after the first day. */
const mostGrowthBytes = 8 * 1024 * 1024;
/** Frames of quiet times are a second apart, and one that is lost as a whole is only missed when the next one comes. */
const mostStallUs = 3_500_000;
const loss = 0.001;
/** Share of the frames. */
const mostLost = 2 * loss;

/** Leaves a door alone for a month in which its clocks and all of its numbers turn over. */
export const month: Soak = {
  summary: `a virtual month of streaming, in which clocks, frame and packet numbers turn over; ${defaultDays} days`,
  flags: { days: { type: 'string' } },
  usage: `  --days N  virtual days; default ${defaultDays}, less with --minutes if they are not enough`,
  run,
};

async function run({ flags, seed, seconds, progress }: SoakContext): Promise<SoakOutcome> {
  const days = numberOf('days', flags['days'], 0.1, 36_500) ?? defaultDays;
  const endMs = performance.now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000;
  // Frame numbers turn over after a third of the time, packet numbers of 32 bits a little later.
  const firstFrameNumber = 2 ** 32 - Math.floor((days * 86_400) / 3);
  const firstPacketNumber = 2 ** 32 - Math.floor((days * 86_400 * 20) / 2.5);
  const door = new LongDoor({ seed, startUs: startUs(days), firstFrameNumber, firstPacketNumber, loss });
  const problems: string[] = [];
  let passedHours = 0;
  let firstDayBytes = Number.NaN;
  let heldAtEnd = 0;
  try {
    while (passedHours < days * 24 && performance.now() < endMs) {
      door.rest(hourUs);
      passedHours++;
      if (passedHours % 24 === 1) door.stream(livelyUs);
      if (passedHours % 24 === 0) door.check();
      heldAtEnd = await heldBytes();
      if (passedHours === 24) firstDayBytes = heldAtEnd;
      progress(
        `day ${Math.floor(passedHours / 24)}, ${door.figures.datagrams} datagrams, ${heldAtEnd} bytes held`,
      );
    }
    door.check();
  } catch (error) {
    problems.push(`after ${passedHours} hours: ${(error as Error).stack}`);
  }
  const { longestStallUs, lostFrames, frames } = door.figures;
  if (longestStallUs > mostStallUs) problems.push(`no frame for ${longestStallUs} µs`);
  if (lostFrames > frames * mostLost) problems.push(`${lostFrames} frames lost`);
  if (heldAtEnd - firstDayBytes > mostGrowthBytes)
    problems.push(`holds ${heldAtEnd - firstDayBytes} bytes more than at first`);
  const grownBytes = Number.isNaN(firstDayBytes) ? null : heldAtEnd - firstDayBytes;
  return { problems, figures: { days: passedHours / 24, grownBytes, ...door.figures } };
}

/** The clocks turn over in the middle. */
function startUs(days: number): number {
  return 2 ** 48 - Math.floor((days * dayUs) / 2);
}
