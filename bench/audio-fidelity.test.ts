import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fidelityOf } from './audio/fidelity/fidelity.ts';
import { makeProgramme } from './audio/fidelity/programme.ts';
import { decibels, Spectrum } from './audio/fidelity/spectrum.ts';
import { throughChain } from './audio/fidelity/through-chain.ts';

const programme = makeProgramme();
/** About as late as the chain is. */
const laterFrames = 700;

test('all of a sound in 24 bits is left behind the whole chain, also where its clock has to be followed', async () => {
  const options = { codec: 'pcm24', frameMs: 5, bitrateBps: 256_000, driftPpm: 100 } as const;

  const { samples, stats } = await throughChain(programme.samples, options);

  const fidelity = fidelityOf(programme, samples, options.driftPpm);
  assert.ok(fidelity.lowestDb > -0.5 && fidelity.highestDb < 0.5, `${fidelity.lowestDb}`);
  assert.ok(fidelity.worstThdNDb < -80, `${fidelity.worstThdNDb}`);
  assert.ok(fidelity.worstSeparationDb > 80, `${fidelity.worstSeparationDb}`);
  assert.ok(fidelity.likeness > 0.99, `${fidelity.likeness}`);
  assert.equal(stats.concealedMs, 0);
});

test('what a chain does wrong is found: an inverted channel, a harmonic, a leak', () => {
  const said = programme.samples;
  const heard = new Float32Array(said.length);
  for (let at = laterFrames * 2; at < heard.length; at += 2) {
    const [left, right] = [said[at - laterFrames * 2]!, said[at + 1 - laterFrames * 2]!];
    heard[at] = left + 0.001 * left ** 2;
    heard[at + 1] = -(right + 0.001 * left);
  }

  const fidelity = fidelityOf(programme, heard, 0);

  assert.ok(fidelity.likeness < -0.99, `${fidelity.likeness}`);
  // Half of a thousandth of the square is a harmonic, the other half no tone.
  const level = 10 ** (-1 / 20);
  assert.ok(
    Math.abs(fidelity.worstThdNDb - 20 * Math.log10(0.0005 * level)) < 0.2,
    `${fidelity.worstThdNDb}`,
  );
  assert.ok(Math.abs(fidelity.worstSeparationDb - 60) < 0.2, `${fidelity.worstSeparationDb}`);
});

test('a spectrum tells the powers of two tones apart', () => {
  const low = tone(100);
  const both = new Spectrum(tone(10_000).map((value, at) => value * 1e-4 + low[at]!));

  assert.ok(Math.abs(decibels(both.toneAt(10_000), both.toneAt(100)) + 80) < 0.1);
  assert.ok(Math.abs(decibels(both.between(20, 20_000, 100), both.toneAt(100)) + 80) < 0.1);
});

function tone(hz: number): Float32Array {
  return Float32Array.from({ length: 2 ** 14 }, (_, frame) => Math.sin((2 * Math.PI * hz * frame) / 48_000));
}
