import type { MediaHead } from '../wire/media-message.ts';

/** Where the time of a flash went, in the order of its way. `camera`: from the screen there until the camera's picture is there. */
export const stages = ['camera', 'encode', 'pace', 'network', 'assemble', 'decode', 'present'] as const;

export type MeasuredStage = (typeof stages)[number];

/** What came out: milliseconds. */
export interface Measured {
  /** Flashes asked for, shown on the other screen, and seen in its camera's picture. */
  readonly asked: number;
  readonly shown: number;
  readonly seen: number;
  /** From a flash presented there to the picture with it presented here; null when none was seen. */
  readonly delayMs: { readonly p50: number; readonly min: number; readonly max: number } | null;
  /** Mean of each stage of exactly those pictures: they add up to {@link meanMs}. */
  readonly stagesMs: Readonly<Record<MeasuredStage, number>> | null;
  readonly meanMs: number | null;
  /** What was shown, and on what. */
  readonly size: string | null;
}

interface Flash {
  flashedUs: number | undefined;
  presentedUs: number | undefined;
  /** When the stages after the camera's ended, of the picture that it was seen in. */
  endsUs: readonly number[];
}

/** Between two flashes: never three within a second, and at another moment of the picture's interval each time. */
const leastGapUs = 350_000;
const chanceUs = 50_000;
/** How long the last one may be on its way. */
const waitUs = 1_200_000;

/**
 * Measures the delay of a door by flashes: says when to ask for the next, is told when each was presented there and here, and puts the
 * figures together. Pure; times are µs of this machine's clock.
 */
export class Measurement {
  readonly #flashes = new Map<number, Flash>();
  readonly #chance: () => number;
  readonly #lastAskUs: number;
  #nextUs: number;
  #askedUs = Number.NEGATIVE_INFINITY;
  size: string | null = null;

  /** @param chance 0 ≤ x < 1 */
  constructor(nowUs: number, seconds: number, chance: () => number) {
    this.#chance = chance;
    this.#nextUs = nowUs;
    this.#lastAskUs = nowUs + Math.max(seconds * 1e6 - waitUs, 1);
  }

  get shown(): number {
    return this.#count((flash) => flash.flashedUs !== undefined);
  }

  get seen(): number {
    return this.#count((flash) => flash.presentedUs !== undefined);
  }

  /** The code to be shown over there now; undefined: not yet. */
  ask(nowUs: number): number | undefined {
    if (nowUs < this.#nextUs || nowUs >= this.#lastAskUs) return undefined;
    this.#nextUs = nowUs + leastGapUs + chanceUs * this.#chance();
    this.#askedUs = nowUs;
    const code = Math.floor(this.#chance() * 2 ** 32);
    this.#flashes.set(code, { flashedUs: undefined, presentedUs: undefined, endsUs: [] });
    return code;
  }

  /** Whether pictures may show a flash that has not been seen. */
  isLooking(nowUs: number): boolean {
    return nowUs - this.#askedUs < waitUs;
  }

  isOver(nowUs: number): boolean {
    return nowUs >= this.#lastAskUs + waitUs;
  }

  /** The other portal has shown it, mapped to this clock. */
  flashed(code: number, atUs: number): void {
    const flash = this.#flashes.get(code);
    if (flash && flash.flashedUs === undefined) flash.flashedUs = atUs;
  }

  /** A picture that shows it was presented here. Only the first one counts. */
  presented(code: number, head: MediaHead, decodedUs: number, presentedUs: number): void {
    const flash = this.#flashes.get(code);
    if (flash === undefined || flash.presentedUs !== undefined) return;
    flash.presentedUs = presentedUs;
    const { capturedUs, encodedUs, sentUs, firstReceivedUs, completeUs } = head;
    flash.endsUs = [capturedUs, encodedUs, sentUs, firstReceivedUs, completeUs, decodedUs, presentedUs];
  }

  result(): Measured {
    const whole = [...this.#flashes.values()].flatMap(({ flashedUs, presentedUs, endsUs }) =>
      flashedUs === undefined || presentedUs === undefined
        ? []
        : [{ delayUs: presentedUs - flashedUs, timesUs: [flashedUs, ...endsUs] }],
    );
    const delays = whole.map(({ delayUs }) => delayUs / 1000).toSorted((left, right) => left - right);
    const stagesMs = Object.fromEntries(
      stages.map((stage, index) => [
        stage,
        mean(whole.map(({ timesUs }) => (timesUs[index + 1]! - timesUs[index]!) / 1000)),
      ]),
    ) as Record<MeasuredStage, number>;
    const none = whole.length === 0;
    return {
      asked: this.#flashes.size,
      shown: this.shown,
      seen: this.seen,
      delayMs: none ? null : { p50: delays[delays.length >> 1]!, min: delays[0]!, max: delays.at(-1)! },
      stagesMs: none ? null : stagesMs,
      meanMs: none ? null : mean(delays),
      size: this.size,
    };
  }

  #count(is: (flash: Flash) => boolean): number {
    return [...this.#flashes.values()].filter(is).length;
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
