import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Mix, Mixer, plainMix, silentMix } from './mixer.ts';

const pieceFrames = 120;

test('people alone at 100 % pass bit by bit, and quiet shared sound is added sample by sample', () => {
  const mixer = new Mixer();
  const voice = tone(0, 440, 0.5);
  const mixed = voice.slice();
  mixer.process(mixed);
  assert.deepEqual(mixed, voice);
  const film = tone(0, 1000, 0.2);
  mixer.process(mixed, film.slice());
  assert.deepEqual(
    mixed,
    voice.map((sample, i) => sample + film[i]!),
  );
});

test('each track has a volume of its own; 200 % is 6 dB more, mute is silence', () => {
  for (const [people, shared, expected] of [
    [{ volumePct: 50, muted: false }, { volumePct: 100, muted: true }, 0.1],
    [{ volumePct: 200, muted: false }, { volumePct: 0, muted: false }, 0.4],
    [{ volumePct: 100, muted: true }, { volumePct: 200, muted: false }, 0.2],
    [{ volumePct: 1e9, muted: false }, { volumePct: Number.NaN, muted: false }, 0.4],
    [{ volumePct: -5, muted: false }, { volumePct: 25, muted: false }, 0.025],
  ] as const) {
    const mixer = new Mixer();
    mixer.set({ people, shared, ducking: false });
    let heard = 0;
    for (let piece = 0; piece < 20; piece++) heard = run(mixer, 0.2, 0.1);
    assert.ok(Math.abs(heard - expected) < 1e-6, `${heard} is not ${expected}`);
  }
});

test('no change of volume, however often, makes a step that is heard', () => {
  const change = fc.record({
    people: fc.record({ volumePct: fc.integer({ min: 0, max: 200 }), muted: fc.boolean() }),
    shared: fc.record({ volumePct: fc.integer({ min: 0, max: 200 }), muted: fc.boolean() }),
    ducking: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(change, fc.integer({ min: 1, max: 12 })), { maxLength: 12 }), (changes) => {
      const mixer = new Mixer();
      let before = 0.2;
      for (const [mix, pieces] of changes) {
        mixer.set(mix);
        for (let piece = 0; piece < pieces; piece++) {
          const people = new Float32Array(pieceFrames * 2).fill(0.1);
          mixer.process(people, new Float32Array(pieceFrames * 2).fill(0.1));
          for (let i = 0; i < people.length; i += 2) {
            // 200 % of either in 20 ms, and the ducker on its way.
            assert.ok(Math.abs(people[i]! - before) < 0.0006, `${before} → ${people[i]}`);
            before = people[i]!;
          }
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('two tracks at full scale and 200 % stay within full scale', () => {
  const mixer = new Mixer();
  const loud = { volumePct: 200, muted: false };
  mixer.set({ people: loud, shared: loud, ducking: false });
  for (let piece = 0; piece < 400; piece++) {
    const people = tone(piece, 440, 1).map(Math.sign);
    mixer.process(people, tone(piece, 97, 1).map(Math.sign));
    assert.ok(people.every((sample) => Math.abs(sample) < 0.99));
  }
  assert.ok(mixer.takeReductionDb() > 12);
});

test('what is shared gives way to people who talk, by 12 dB, and comes back when they stop; not where that is off', () => {
  for (const ducking of [true, false]) {
    const mixer = new Mixer({ ...plainMix, ducking });
    const film = (talk: number): number => {
      let heard = 0;
      // 2 s: what is heard of a shared tone in its last piece.
      for (let piece = 0; piece < 800; piece++) {
        const people = tone(piece, 300, talk);
        const only = people.slice();
        mixer.process(people, new Float32Array(people.length).fill(0.1));
        heard = people[10]! - only[10]!;
      }
      return 20 * Math.log10(heard / 0.1);
    };
    assert.ok(Math.abs(film(0)) < 0.01);
    assert.ok(Math.abs(film(0.002)) < 0.01, 'the noise of a room is no talk');
    assert.ok(Math.abs(film(0.1) - (ducking ? -12 : 0)) < 0.1);
    assert.ok(Math.abs(film(0)) < 0.01);
  }
});

test('people that are muted make nothing give way', () => {
  const mix: Mix = { ...plainMix, people: { volumePct: 100, muted: true }, ducking: true };
  const mixer = new Mixer(mix);
  let heard = 0;
  for (let piece = 0; piece < 400; piece++) heard = run(mixer, 0.3, 0.1);
  assert.equal(heard, Math.fround(0.1));
});

test('it starts in silence where the mix is not known yet, and fades in', () => {
  const mixer = new Mixer(silentMix);
  assert.equal(run(mixer, 0.5, 0.2), 0);
  mixer.set(plainMix);
  assert.ok(run(mixer, 0.5, 0.2) < 0.2);
  for (let piece = 0; piece < 8; piece++) run(mixer, 0.5, 0.2);
  assert.equal(run(mixer, 0.5, 0.2), Math.fround(0.7));
});

/** One piece of two levels; what of it is heard at its end. */
function run(mixer: Mixer, people: number, shared: number): number {
  const mixed = new Float32Array(pieceFrames * 2).fill(people);
  mixer.process(mixed, new Float32Array(pieceFrames * 2).fill(shared));
  return mixed.at(-1)!;
}

function tone(piece: number, hz: number, amplitude: number): Float32Array {
  return new Float32Array(pieceFrames * 2).map(
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * (piece * pieceFrames + (i >> 1))) / 48_000),
  );
}
