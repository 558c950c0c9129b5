/** Gathers changes of settings and hands them on at most once in a while: a slider that is dragged says much. */
export class PatchThrottle<Patch extends object> {
  readonly #send: (patch: Patch) => void;
  readonly #join: (first: Patch | undefined, then: Patch) => Patch;
  readonly #intervalMs: number;
  #gathered: Patch | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `join` makes one patch of two; of a setting that both have, the later one counts. */
  constructor(
    send: (patch: Patch) => void,
    join: (first: Patch | undefined, then: Patch) => Patch,
    intervalMs: number,
  ) {
    this.#send = send;
    this.#join = join;
    this.#intervalMs = intervalMs;
  }

  /** Sends at once when nothing was sent for an interval, else together with what else comes until its end. */
  push(patch: Patch): void {
    this.#gathered = this.#join(this.#gathered, patch);
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
