import type { NetPatch } from '../protocol/control.ts';

/** Gathers changes of the network's settings and hands them on at most once in a while: a slider that is dragged says much. */
export class PatchThrottle {
  readonly #send: (patch: NetPatch) => void;
  readonly #intervalMs: number;
  #gathered: NetPatch | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (patch: NetPatch) => void, intervalMs: number) {
    this.#send = send;
    this.#intervalMs = intervalMs;
  }

  /** Sends at once when nothing was sent for an interval, else together with what else comes until its end. */
  push(patch: NetPatch): void {
    this.#gathered = { ...this.#gathered, ...patch };
    if (this.#timer === undefined) this.#flush();
  }

  #flush(): void {
    const patch = this.#gathered;
    this.#gathered = undefined;
    this.#timer = undefined;
    if (patch === undefined) return;
    this.#timer = setTimeout(() => this.#flush(), this.#intervalMs);
    this.#send(patch);
  }
}
