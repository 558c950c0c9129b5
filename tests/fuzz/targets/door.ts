import { tracks } from '../../link/model/portal.ts';
import { type Happening, tell } from '../../link/model/story.ts';
import { Cursor } from '../engine/cursor.ts';
import { nothingSeen, type Target } from '../engine/target.ts';
import { hex } from './hex.ts';

const most = 12;

/** Two honest portals, and a network and accidents of anybody's choice. */
export const door: Target = {
  name: 'door',
  about:
    'two portals, and whatever happens to the network between them and to themselves: they agree in the end',
  maxBytes: 120,
  seeds: [
    hex('00 00  01 20 0800  02 00 2000 20 01  03 01 0100  04 00 0a 05 10 10 00 00  01 40 1000'),
    hex('01 20  04 01 20 00 40 00 00 01  01 30 2000  05 00 10  01 10 0400  06 01  00 0200'),
    hex('13 85  07 00  00 0100  03 00 8000  08 01  01 20 0400'),
  ],
  skip,
  invent: (draw) => Uint8Array.from({ length: 8 }, (_, at) => draw() * (at === 0 ? kinds.length : 256)),
  batch: 10,
  run(input) {
    const cursor = new Cursor(input);
    const choices = cursor.u8();
    const options = {
      seed: choices % 16,
      bothCall: (choices & 16) !== 0,
      skewUs: cursor.u8() * 1_000_003,
      driftPpm: (choices & 32) === 0 ? 0 : 150,
      rekeyPackets: (choices & 64) === 0 ? undefined : 60,
      firstFrameNumber: (choices & 128) === 0 ? undefined : 2 ** 32 - 20,
    };
    const happenings: Happening[] = [];
    while (!cursor.done && happenings.length < most) happenings.push(read(cursor));
    tell({ options, happenings });
    return nothingSeen;
  },
};

const kinds = ['wait', 'stream', 'frame', 'message', 'weather', 'cut', 'rebind', 'restart', 'close'] as const;

function skip(input: Cursor): void {
  if (input.at === 0) input.take(2);
  read(input);
}

function read(input: Cursor): Happening {
  const type = kinds[input.u8() % kinds.length]!;
  if (type === 'wait') return { type, ms: input.u16() % 2000 };
  if (type === 'stream') return { type, ms: input.u8(), bytes: input.u16() % 16_384 };
  const flags = input.u8();
  const end = flags & 1;
  switch (type) {
    case 'frame': {
      const track = tracks[(flags >> 1) % tracks.length]!;
      const keyframe = (flags & 16) !== 0;
      const disposable = (flags & 32) !== 0;
      return { type, end, track, bytes: input.u16(), lifetimeMs: input.u8(), keyframe, disposable };
    }
    case 'message':
      return { type, end, bytes: input.u16() };
    case 'cut':
      return { type, end, ms: input.u8() * 32 };
    case 'weather':
      return { type, end, weather: readWeather(input) };
    case 'rebind':
    case 'restart':
    case 'close':
    default:
      return { type, end };
  }
}

function readWeather(input: Cursor): Extract<Happening, { type: 'weather' }>['weather'] {
  return {
    delayMs: input.u8(),
    jitterMs: input.u8() / 4,
    loss: input.u8() / 640,
    duplicate: input.u8() / 1024,
    corrupt: input.u8() / 2048,
    mostBytes: [1472, 1200, 1280, 9000][input.u8() % 4]!,
  };
}
