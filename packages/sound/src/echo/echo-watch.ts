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
   * Sees a frame; all three are mean squares, 1 is full scale.
   *
   * @param far what was played when it was recorded
   * @param near as it was recorded
   * @param rest what the canceller left
   * @returns by which gain to multiply it now: 1, or less while the canceller is not to be trusted
   */
  see(far: number, near: number, rest: number): number {
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
    const aim = this.#isProven || this.#hold === 0 ? 1 : closedGain;
    this.#gain = aim < this.#gain ? aim : Math.min(aim, this.#gain * openStep);
    return this.#gain;
  }

  /** The canceller is another one from now on, and has to learn. */
  restart(): void {
    this.#isProven = false;
    this.#active = 0;
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
