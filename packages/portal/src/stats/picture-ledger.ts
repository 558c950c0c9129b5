import type { MediaHead } from '../wire/media-message.ts';
import { Freezes } from './freezes.ts';
import { type LatencyMs, LatencyWindow } from './latency-window.ts';

/** Medians of each stage of the last second, in milliseconds. */
export interface StagesMs {
  readonly encode: number | null;
  readonly pace: number | null;
  readonly network: number | null;
  readonly assemble: number | null;
  readonly decode: number | null;
  readonly present: number | null;
}

/** What the receiving side of a picture measured. */
export interface PictureReport {
  readonly fps: number;
  /** Frames presented since the start. */
  readonly frames: number;
  readonly freezes: number;
  readonly freezeMs: number;
  readonly latencyMs: LatencyMs | null;
  readonly stagesMs: StagesMs;
}

const stages = ['encode', 'pace', 'network', 'assemble', 'decode', 'present'] as const;

/** Keeps the ledger of every presented frame: when it was captured, and how long each stage took. */
export class PictureLedger {
  readonly #shown = new LatencyWindow();
  readonly #whole = new LatencyWindow();
  readonly #stages = stages.map(() => new LatencyWindow());
  readonly #freezes = new Freezes();
  #frames = 0;

  /** Notes a presented frame. Times in `head` and the two others are on this machine's monotonic clock, in µs. */
  presented(head: MediaHead, decodedUs: number, presentedUs: number): void {
    this.#frames++;
    this.#freezes.shown(presentedUs);
    this.#shown.add(presentedUs, 0);
    // Until the clocks of both portals are mapped onto each other, when it was captured is not known.
    if (Number.isNaN(head.capturedUs)) return;
    this.#whole.add(presentedUs, (presentedUs - head.capturedUs) / 1000);
    this.#stage(0, presentedUs, head.encodedUs - head.capturedUs);
    this.#stage(1, presentedUs, head.sentUs - head.encodedUs);
    this.#stage(2, presentedUs, head.firstReceivedUs - head.sentUs);
    this.#stage(3, presentedUs, head.completeUs - head.firstReceivedUs);
    this.#stage(4, presentedUs, decodedUs - head.completeUs);
    this.#stage(5, presentedUs, presentedUs - decodedUs);
  }

  /** Median capture-to-screen latency of the last `spanUs` in milliseconds; null when nothing was shown. */
  medianMs(nowUs: number, spanUs: number): number | null {
    return this.#whole.median(nowUs, spanUs);
  }

  report(nowUs: number): PictureReport {
    const [encode, pace, network, assemble, decode, present] = this.#stages.map((stage) =>
      stage.median(nowUs),
    ) as [number | null, number | null, number | null, number | null, number | null, number | null];
    return {
      fps: this.#shown.count(nowUs),
      frames: this.#frames,
      freezes: this.#freezes.count,
      freezeMs: this.#freezes.totalMs,
      latencyMs: this.#whole.percentiles(nowUs),
      stagesMs: { encode, pace, network, assemble, decode, present },
    };
  }

  #stage(index: number, atUs: number, spanUs: number): void {
    this.#stages[index]!.add(atUs, spanUs / 1000);
  }
}
