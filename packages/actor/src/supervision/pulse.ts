import type { Cancel, Clock } from '../time/clock.ts';
import { heartbeatMs, type ProcessorShare, type Run } from './placement.ts';

/** How often is looked whether a run has gone silent. Times in µs. */
const lookEveryUs = 40_000;
/** When a look comes this much late, this process itself was not there to hear anything. */
const wasAwayUs = 100_000;
/** A run whose event loop had less of a processor than this while it was silent is starved, or waits for its other threads, which are; it is not stuck. */
const starvedShare = 0.6;
/** A starved run may be silent so many times longer. */
const starvedPatience = 3;

/**
 * Hears the heartbeats of all runs of a system, and tells which have gone silent.
 *
 * Silence counts only while this process itself was on time: what its looks come late is taken off, and after more than 100 ms (it was
 * suspended, stopped, or blocked) every wait starts anew. A run that wanted a processor and hardly got one gets three times the time, where
 * the placement can tell. And no one is given up before what has arrived meanwhile was heard.
 */
export class Pulse {
  readonly #clock: Clock;
  readonly #hearts = new Set<Heart>();
  #look: Cancel | undefined;
  #dueUs = 0;
  #excusedUs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins to wait for heartbeats of a run. `onSilent` is told once, with how long nothing was heard. */
  watch(run: Run, patienceMs: number, onSilent: (silentMs: number) => void): Heart {
    const heart = new Heart(run, patienceMs * 1000, onSilent, this);
    this.#hearts.add(heart);
    this.#look ??= this.#plan(this.#clock.nowUs());
    return heart;
  }

  forget(heart: Heart): void {
    this.#hearts.delete(heart);
    if (this.#hearts.size > 0) return;
    this.#look?.();
    this.#look = undefined;
  }

  nowUs(): number {
    return this.#clock.nowUs();
  }

  /** How long this process itself has been late, all together. */
  get excusedUs(): number {
    return this.#excusedUs;
  }

  #plan(nowUs: number): Cancel {
    this.#dueUs = nowUs + lookEveryUs;
    return this.#clock.at(this.#dueUs, () => this.#lookAround());
  }

  #lookAround(): void {
    const nowUs = this.#clock.nowUs();
    const lateUs = nowUs - this.#dueUs;
    this.#excusedUs += lateUs;
    this.#look = this.#plan(nowUs);
    let isAnySilent = false;
    for (const heart of this.#hearts) {
      if (lateUs > wasAwayUs) heart.waitAnew();
      else if (heart.isSilent()) isAnySilent = true;
    }
    // The looks of one turn of the loop come before what that turn reads: a heartbeat may be waiting.
    if (isAnySilent) this.#clock.at(nowUs, () => this.#giveUp());
  }

  #giveUp(): void {
    for (const heart of this.#hearts) if (heart.isSilent()) heart.giveUp();
  }
}

/** What is heard of one run. */
export class Heart {
  readonly #run: Run;
  readonly #patienceUs: number;
  readonly #onSilent: (silentMs: number) => void;
  readonly #pulse: Pulse;
  /** Silence that is allowed until the next heartbeat. */
  #allowedUs = 0;
  #beatUs = 0;
  #excusedUs = 0;
  /** What it had of a processor, noted when it had been silent for half the time. */
  #half: { readonly atUs: number; readonly share: ProcessorShare | undefined } | undefined;

  constructor(run: Run, patienceUs: number, onSilent: (silentMs: number) => void, pulse: Pulse) {
    this.#run = run;
    this.#patienceUs = Math.max(patienceUs, 2 * 1000 * heartbeatMs);
    this.#onSilent = onSilent;
    this.#pulse = pulse;
    this.beat();
  }

  /** @param nextWithinMs how long the next one may take if that is more than usual */
  beat(nextWithinMs = 0): void {
    this.#allowedUs = Math.max(this.#patienceUs, 1000 * nextWithinMs);
    this.waitAnew();
  }

  /** Counts silence from now on. */
  waitAnew(): void {
    this.#beatUs = this.#pulse.nowUs();
    this.#excusedUs = this.#pulse.excusedUs;
    this.#half = undefined;
  }

  /** Nothing was heard for so long that it has to be given up. */
  isSilent(): boolean {
    const silentUs = this.#silentUs();
    if (2 * silentUs < this.#allowedUs) return false;
    this.#half ??= { atUs: this.#pulse.nowUs(), share: this.#run.processor?.() };
    if (silentUs < this.#allowedUs) return false;
    return silentUs >= starvedPatience * this.#allowedUs || !this.#isStarved();
  }

  giveUp(): void {
    const silentMs = Math.round(this.#silentUs() / 1000);
    this.stop();
    this.#onSilent(silentMs);
  }

  /** Does not listen any more. */
  stop(): void {
    this.#pulse.forget(this);
  }

  #silentUs(): number {
    return this.#pulse.nowUs() - this.#beatUs - (this.#pulse.excusedUs - this.#excusedUs);
  }

  #isStarved(): boolean {
    const before = this.#half?.share;
    const now = this.#run.processor?.();
    if (before === undefined || now === undefined) return false;
    const usedUs = now.usedUs - before.usedUs;
    const loopUs = now.loopUs - before.loopUs;
    const spanUs = this.#pulse.nowUs() - this.#half!.atUs;
    return (usedUs > 0 || now.isRunnable) && loopUs < starvedShare * spanUs;
  }
}
