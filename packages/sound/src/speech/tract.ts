import { RATE_HZ } from '../format.ts';
import type { Spoken } from './babble.ts';
import type { Gesture } from './phones.ts';
import type { Random } from './random.ts';
import { Resonator } from './resonator.ts';
import type { Voice } from './voice.ts';

/** Sample frames between two steps of the articulators: 2.5 ms. */
const STEP_FRAMES = 120;
/** Share of the way to its target that an articulator makes in a step; about 15 ms to get there. */
const GLIDE = 0.17;
/** The same for pitch, which moves slower. */
const PITCH_GLIDE = 0.05;
/** Share of the vocal folds' period in which they are open. */
const OPEN = 0.62;
/** The same per sample for amplitudes; about 3 ms. */
const SWELL = 1 / 150;

/**
 * A speaker's mouth and throat: vocal folds (a third-order pulse after Klatt and Klatt, JASA 87, 1990), breath and
 * hiss through five formants in cascade. `say` gives it the next thing to do, `step` makes one sample.
 */
export class Tract {
  readonly #voice: Voice;
  readonly #random: Random;
  readonly #formants = [
    new Resonator(),
    new Resonator(),
    new Resonator(),
    new Resonator(),
    new Resonator(),
  ] as const;
  readonly #hiss = new Resonator();
  readonly #tilt: number;
  #target: Gesture;
  #targetPitch = 0;
  #remaining = 0;
  #untilStep = 0;
  #f1 = 500;
  #f2 = 1500;
  #f3 = 2500;
  #pitch = 0;
  #phase = 0;
  #phaseStep = 0;
  #fold = 0;
  #voicing = 0;
  #breath = 0;
  #noise = 0;

  constructor(voice: Voice, random: Random, start: Gesture) {
    this.#voice = voice;
    this.#random = random;
    this.#target = start;
    this.#tilt = 1 - Math.exp((-2 * Math.PI * voice.tiltHz) / RATE_HZ);
    this.#formants[3].tune(3400 * voice.formantScale, 280);
    this.#formants[4].tune(4500 * voice.formantScale, 350);
  }

  /** Whether the last thing to do is done. */
  get idle(): boolean {
    return this.#remaining <= 0;
  }

  say(spoken: Spoken): void {
    this.#target = spoken.gesture;
    this.#targetPitch = spoken.pitch;
    this.#remaining += Math.round((spoken.ms * RATE_HZ) / 1000);
    this.#hiss.tune(spoken.gesture.hissHz, 0.25 * spoken.gesture.hissHz + 300);
  }

  /** The next sample; speech is about ±1. */
  step(): number {
    this.#remaining--;
    if (--this.#untilStep < 0) this.#articulate();
    const target = this.#target;
    this.#voicing += SWELL * (target.voicing - this.#voicing);
    this.#breath += SWELL * (target.breath + this.#voice.breath * target.voicing - this.#breath);
    this.#noise += SWELL * (target.hiss - this.#noise);

    const white = 2 * this.#random.next() - 1;
    this.#fold += this.#tilt * (this.#pulse() - this.#fold);
    const source = this.#voicing * this.#fold + 0.25 * this.#breath * white;
    const [one, two, three, four, five] = this.#formants;
    const tract = five.step(four.step(three.step(two.step(one.step(source)))));
    return tract + this.#hiss.step(0.4 * this.#noise * white);
  }

  /** Derivative of the flow through the vocal folds, free of a mean. */
  #pulse(): number {
    this.#phase += this.#phaseStep;
    if (this.#phase >= 1) {
      this.#phase -= 1;
      // No two periods of a throat are alike; without this a voice buzzes.
      this.#phaseStep *= this.#random.between(0.992, 1.008);
    }
    const open = this.#phase / OPEN;
    return open < 1 ? 2 * open - 3 * open * open : 0;
  }

  #articulate(): void {
    this.#untilStep = STEP_FRAMES - 1;
    const { formantScale, pitchHz } = this.#voice;
    this.#f1 += GLIDE * (this.#target.f1 - this.#f1);
    this.#f2 += GLIDE * (this.#target.f2 - this.#f2);
    this.#f3 += GLIDE * (this.#target.f3 - this.#f3);
    this.#pitch += PITCH_GLIDE * (this.#targetPitch - this.#pitch);
    this.#phaseStep = (pitchHz * 2 ** (this.#pitch / 12)) / RATE_HZ;
    this.#formants[0].tune(this.#f1 * formantScale, 80);
    this.#formants[1].tune(this.#f2 * formantScale, 100);
    this.#formants[2].tune(this.#f3 * formantScale, 150);
  }
}
