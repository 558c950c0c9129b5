/** A frame of played sound above this mean square (−60 dBFS) may have an echo. */
const activeSquare = 1e-6;
/** Echo goes on for so many frames of 10 ms after the sound that made it. */
const holdFrames = 25;
/** Each frame counts for this share of the smoothed powers: 0.3 s. */
const smoothing = 1 / 30;
/** An echo so much weaker than what is played is none that could howl. */
const harmlessErlDb = 40;
/** The canceller has shown what it can from here on, */
const provenErleDb = 12;
/** or when so many frames with played sound have passed. */
const patientFrames = 150;
/** What is left of recorded sound, where it may be echo, until then: −40 dB. */
const closedGain = 0.01;
/** The gate moves by this factor a frame at most. */
const openStep = 1.6;
/** Where so much of a frame was removed, what is left of it is echo and nobody's voice: −25 dB. */
const restShare = 0.003;
/** It is made weaker by 10 dB more. */
const restGain = 0.32;
/** Quiet moments within a word are no reason to let more through: 30 ms. */
const fastSmoothing = 1 / 3;

/**
 * Watches what an echo canceller does, frame by frame, from the powers before and behind it; and keeps a gate closed while it has not
 * learned the room yet, so that two rooms that have just been joined do not howl.
 */
export class EchoWatch {
  #far = 0;
  #near = 0;
  #rest = 0;
  #active = 0;
  #hold = 0;
  #fastNear = 0;
  #fastRest = 0;
  #isProven = false;
  #gain = 1;

  /** Echo return loss: how much weaker the echo is than what is played, dB, smoothed; null until something was played. */
  get erlDb(): number | null {
    return this.#active === 0 ? null : ratioDb(this.#far, this.#near);
  }

  /** Echo return loss enhancement: what is removed of recorded sound while something is played, dB, smoothed. Falls while somebody talks here. */
  get erleDb(): number | null {
    return this.#active === 0 ? null : ratioDb(this.#near, this.#rest);
  }

  /** Whether the gate is out of the way for good. */
  get isOpen(): boolean {
    return this.#isProven;
  }

  /**
   * Sees a frame; all three are mean squares, 1 is full scale. What is beyond that, or no number, counts as far as it makes sense.
   *
   * @param farSquare what was played when it was recorded
   * @param nearSquare as it was recorded
   * @param restSquare what the canceller left
   * @returns by which gain to multiply it now: 1, or less while the canceller is not to be trusted
   */
  see(farSquare: number, nearSquare: number, restSquare: number): number {
    const [far, near, rest] = [sane(farSquare), sane(nearSquare), sane(restSquare)];
    const isActive = far > activeSquare;
    if (isActive) {
      const share = this.#active === 0 ? 1 : smoothing;
      this.#far += (far - this.#far) * share;
      this.#near += (near - this.#near) * share;
      this.#rest += (rest - this.#rest) * share;
      this.#active++;
    }
    this.#hold = isActive ? holdFrames : Math.max(0, this.#hold - 1);
    if (!this.#isProven) this.#isProven = this.#prove();
    this.#fastNear += (near - this.#fastNear) * fastSmoothing;
    this.#fastRest += (rest - this.#fastRest) * fastSmoothing;
    const aim = this.#hold === 0 ? 1 : !this.#isProven ? closedGain : this.#isRest ? restGain : 1;
    this.#gain = aim < this.#gain ? aim : Math.min(aim, this.#gain * openStep);
    return this.#gain;
  }

  /** The canceller is another one from now on, and has to learn. */
  restart(): void {
    this.#isProven = false;
    this.#active = 0;
  }

  get #isRest(): boolean {
    return this.#fastRest < this.#fastNear * restShare;
  }

  #prove(): boolean {
    if (this.#active < 20) return false;
    if (this.#active >= patientFrames) return true;
    return this.erleDb! >= provenErleDb || this.erlDb! >= harmlessErlDb;
  }
}

function ratioDb(over: number, under: number): number {
  return 10 * Math.log10((over + 1e-12) / (under + 1e-12));
}

function sane(square: number): number {
  return square >= 0 ? Math.min(square, 1) : 0;
}
