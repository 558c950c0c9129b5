import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uniform } from './arrival-trace.ts';
import { Concealer } from './concealer.ts';
import { JitterError } from './error.ts';

const blockFrames = 240;

test('before anything was heard, and 60 ms after the last sound, there is silence', () => {
  const concealer = new Concealer();
  assert.equal(peak(concealed(concealer, 3)), 0);
  playSound(concealer, voice(0, 20));
  const made = concealed(concealer, 20);
  assert.ok(peak(made.subarray(0, 480)) > 0.5);
  assert.equal(peak(made.subarray(2 * 2880)), 0);
});

test('a gap in a voice is filled with the voice, fading', () => {
  for (const gap of [1, 2]) {
    const concealer = new Concealer();
    playSound(concealer, voice(0, 30));
    const made = concealed(concealer, gap);
    const original = voice(30, gap);
    let error = 0;
    let power = 0;
    for (const [at, sample] of original.entries()) {
      error += (sample - made[at]!) ** 2;
      power += sample ** 2;
    }
    assert.ok(
      10 * Math.log10(power / error) > 20,
      `${10 * Math.log10(power / error)} dB after ${gap} blocks`,
    );
  }
});

test('neither the beginning nor the end of a gap clicks, whatever its length', () => {
  const steepest = steepestStep(voice(0, 60));
  for (let gap = 1; gap < 20; gap++) {
    const concealer = new Concealer();
    const before = playSound(concealer, voice(0, 30));
    const made = concealed(concealer, gap);
    const after = playSound(concealer, voice(30 + gap, 5));
    const heard = joined(before, made, after);
    assert.ok(
      steepestStep(heard) < 1.6 * steepest,
      `${steepestStep(heard)} against ${steepest} at ${gap} blocks`,
    );
  }
});

test('a block that does not follow is joined without a click', () => {
  const concealer = new Concealer();
  const before = playSound(concealer, voice(0, 30));
  const block = voice(33.4, 1);
  concealer.join(block);
  const heard = joined(before, block, playSound(concealer, voice(34.4, 3)));
  assert.ok(steepestStep(heard) < 1.6 * steepestStep(voice(0, 60)));
});

test('noise goes on as loud as it was, and does not hum', () => {
  const random = uniform(5);
  const concealer = new Concealer();
  const noise = Float32Array.from({ length: 40 * 480 }, () => random() - 0.5);
  playSound(concealer, noise);
  const made = concealed(concealer, 2);
  const loudnessDb = 10 * Math.log10(meanSquare(made) / meanSquare(noise));
  assert.ok(Math.abs(loudnessDb) < 1.5, `${loudnessDb} dB`);
});

test('each channel goes on as itself', () => {
  const concealer = new Concealer();
  const sound = voice(0, 30);
  for (let sample = 1; sample < sound.length; sample += 2) sound[sample]! *= 0.1;
  playSound(concealer, sound);
  const made = concealed(concealer, 2);
  for (let sample = 0; sample < made.length; sample += 2) {
    assert.ok(Math.abs(made[sample + 1]! - 0.1 * made[sample]!) < 1e-4);
  }
});

test('real sound that follows real sound is not touched', () => {
  const concealer = new Concealer();
  playSound(concealer, voice(0, 10));
  concealed(concealer, 2);
  playSound(concealer, voice(12, 1));
  const block = voice(13, 1);
  concealer.play(block);
  assert.deepEqual(block, voice(13, 1));
});

test('it works with one channel, other rates and other block sizes', () => {
  const concealer = new Concealer({ channels: 1, sampleRate: 16_000, blockFrames: 160 });
  const sine = Float32Array.from({ length: 21 * 160 }, (_, at) => Math.sin((2 * Math.PI * at) / 80));
  for (let block = 0; block < 20; block++) concealer.play(sine.slice(block * 160, (block + 1) * 160));
  const made = new Float32Array(160);
  concealer.conceal(made);
  for (const [at, sample] of made.entries()) assert.ok(Math.abs(sample - sine[3200 + at]!) < 0.02);
});

test('an option out of range is refused', () => {
  assert.throws(
    () => new Concealer({ channels: 0 }),
    (error) => error instanceof JitterError && /channels must be a number from 1 to 8/.test(error.message),
  );
});

/** Blocks of a vowel at 137 Hz, the same in both channels. */
function voice(firstBlock: number, blocks: number): Float32Array {
  const sound = new Float32Array(blocks * blockFrames * 2);
  for (let frame = 0; frame < blocks * blockFrames; frame++) {
    const angle = (2 * Math.PI * 137 * (firstBlock * blockFrames + frame)) / 48_000;
    const value = 0.4 * Math.sin(angle) + 0.3 * Math.sin(3 * angle + 1) + 0.2 * Math.sin(7 * angle + 2);
    sound[2 * frame] = value;
    sound[2 * frame + 1] = value;
  }
  return sound;
}

/** Plays a sound block by block, in place, and returns it as it was heard. */
function playSound(concealer: Concealer, sound: Float32Array): Float32Array {
  for (let at = 0; at < sound.length; at += blockFrames * 2)
    concealer.play(sound.subarray(at, at + blockFrames * 2));
  return sound;
}

function concealed(concealer: Concealer, blocks: number): Float32Array {
  const made = new Float32Array(blocks * blockFrames * 2);
  for (let at = 0; at < made.length; at += blockFrames * 2)
    concealer.conceal(made.subarray(at, at + blockFrames * 2));
  return made;
}

function joined(...parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The largest change of the left channel from one sample to the next. */
function steepestStep(sound: Float32Array): number {
  let steepest = 0;
  for (let at = 2; at < sound.length; at += 2)
    steepest = Math.max(steepest, Math.abs(sound[at]! - sound[at - 2]!));
  return steepest;
}

function peak(sound: Float32Array): number {
  return sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

function meanSquare(sound: Float32Array): number {
  return sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length;
}
