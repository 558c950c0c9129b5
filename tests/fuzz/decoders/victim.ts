// Feeds decoders with damaged streams, in a process of its own: what crashes here takes nothing else with it.
import { allocateFrame, MediaError, openVideoDecoder, openVideoEncoder, type VideoCodec } from '@ajar/media';
import { type Draw, damage } from './damage.ts';

const [seed, runs, encoderName, codec] = [
  Number(process.argv[2]),
  Number(process.argv[3]),
  process.argv[4]!,
  process.argv[5] as VideoCodec,
];
/** Progress is reported this often, so that whoever watches can tell slow from hung. */
const reportEvery = 20;
/** Resident memory may not grow by more than this from the first half of the runs to the second. */
const maxGrowthBytes = 150 * 2 ** 20;
const sizes = [
  { width: 320, height: 180 },
  { width: 64, height: 64 },
  { width: 642, height: 358 },
  { width: 1280, height: 720 },
];

const draw = drawer(seed);
const stream = sizes.flatMap((size) => encode(size, 8));
const threads = [1, 2];
const decoders = threads.map((count) => openVideoDecoder({ codec, threads: count }));
const counts = { clean: 0, broken: 0, none: 0, corrupt: 0 };
let halfBytes = 0;

for (let run = 0; run < runs; run++) {
  if (run % reportEvery === 0) process.stdout.write(`${run}\n`);
  const decoder = decoders[run % decoders.length]!;
  // Whole streams with one wrong access unit, and access units from anywhere in any order.
  const isOrdered = draw() < 0.5;
  const start = Math.floor(draw() * stream.length);
  for (let step = 0; step < 4; step++) {
    const index = isOrdered ? start + step : Math.floor(draw() * stream.length);
    const unit = stream[index % stream.length]!;
    const other = stream[Math.floor(draw() * stream.length)]!;
    decode(decoder, draw() < 0.6 ? damage(unit, other, draw) : unit);
  }
  if (run === runs >> 1) halfBytes = process.memoryUsage.rss();
}

// A decoder that has seen all this still decodes what is right.
for (const decoder of decoders) {
  let isHealed = false;
  for (const unit of stream.slice(0, 2)) isHealed = decode(decoder, unit) || isHealed;
  if (!isHealed) throw new Error('the decoder does not recover');
  decoder.close();
}
const grownBytes = process.memoryUsage.rss() - halfBytes;
if (grownBytes > maxGrowthBytes)
  throw new Error(`memory grew by ${Math.round(grownBytes / 2 ** 20)} MB in the second half`);
process.stdout.write(`${JSON.stringify(counts)}\n`);

function decode(decoder: ReturnType<typeof openVideoDecoder>, data: Uint8Array): boolean {
  try {
    const picture = decoder.decode(data);
    if (picture === undefined) {
      counts.none++;
      return false;
    }
    // Touching the last byte of each plane proves that the views are of memory that is there.
    for (const plane of picture.planes) if (plane.at(-1) === undefined) throw new Error('a plane is empty');
    if (picture.clean) counts.clean++;
    else counts.broken++;
    return picture.clean;
  } catch (error) {
    if (!(error instanceof MediaError) || (error.code !== 'corrupt' && error.code !== 'unsupported'))
      throw error;
    counts.corrupt++;
    return false;
  }
}

function encode(size: { width: number; height: number }, count: number): Uint8Array[] {
  using encoder = openVideoEncoder({ name: encoderName, size, fps: 30, bitrateBps: 1_000_000 });
  const frame = allocateFrame(size);
  return Array.from({ length: count }, (_, index) => {
    for (const plane of frame.data!) {
      for (let at = 0; at < plane.length; at++) plane[at] = 60 + (((at >> 4) + index * 7) & 63) + draw() * 8;
    }
    // What an encoder gives out is a Buffer, whose slice() is no copy.
    return Uint8Array.from(encoder.encode(frame, index, { keyframe: index === 5 }).data);
  });
}

function drawer(from: number): Draw {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
