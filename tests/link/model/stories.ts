import fc from 'fast-check';
import { tracks } from './portal.ts';
import type { Happening, Story } from './story.ts';
import type { Weather } from './way.ts';

const share = (most: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.double({ min: 0, max: most, noNaN: true }));

const weather: fc.Arbitrary<Weather> = fc.record({
  delayMs: fc.oneof(fc.nat(30), fc.nat(250)),
  jitterMs: fc.oneof(fc.constant(0), fc.nat(60)),
  loss: share(0.4),
  duplicate: share(0.3),
  corrupt: share(0.1),
  mostBytes: fc.constantFrom(1200, 1300, 1472, 9000),
});

const end = fc.nat(1);
const frame = fc.record({
  type: fc.constant('frame' as const),
  end,
  track: fc.constantFrom(...tracks),
  bytes: fc.oneof(fc.nat(300), fc.nat(20_000), fc.nat(120_000)),
  lifetimeMs: fc.oneof(fc.nat(10), fc.nat(400)),
  keyframe: fc.boolean(),
  disposable: fc.boolean(),
});
const message = fc.record({
  type: fc.constant('message' as const),
  end,
  bytes: fc.oneof(fc.nat(50), fc.nat(60_000)),
});
const wait = fc.record({ type: fc.constant('wait' as const), ms: fc.oneof(fc.nat(20), fc.nat(3000)) });
const stream = fc.record({
  type: fc.constant('stream' as const),
  ms: fc.nat(400),
  bytes: fc.oneof(fc.nat(3000), fc.nat(20_000)),
});
const change = fc.record({ type: fc.constant('weather' as const), end, weather });
const cut = fc.record({ type: fc.constant('cut' as const), end, ms: fc.oneof(fc.nat(600), fc.nat(12_000)) });
const accident = fc.record({
  type: fc.constantFrom('rebind' as const, 'restart' as const, 'close' as const),
  end,
});

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: frame },
  { weight: 3, arbitrary: message },
  { weight: 4, arbitrary: wait },
  { weight: 3, arbitrary: stream },
  { weight: 3, arbitrary: change },
  { weight: 2, arbitrary: cut },
  { weight: 2, arbitrary: accident },
);

/** Whatever may happen to two portals. */
export const stories: fc.Arbitrary<Story> = fc.record({
  options: fc.record({
    seed: fc.nat(100_000),
    bothCall: fc.boolean(),
    skewUs: fc.oneof(fc.constant(0), fc.nat(10_000_000_000)),
    driftPpm: fc.integer({ min: -200, max: 200 }),
    rekeyPackets: fc.constantFrom(undefined, undefined, 50, 300),
    firstFrameNumber: fc.constantFrom(undefined, 2 ** 32 - 3, 2 ** 32 - 60),
    firstPacketNumber: fc.constantFrom(undefined, undefined, 2 ** 32 - 20),
  }),
  happenings: fc.array(happening, { minLength: 3, maxLength: 25 }),
});
