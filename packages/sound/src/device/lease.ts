/** What a lease needs to know about a device. */
export interface Leasable {
  /** Whether it is still there. */
  readonly alive: boolean;
  close(): void;
}

/** A dead device is noticed within this time. */
const CHECK_EVERY_US = 100_000;
const FIRST_RETRY_US = 500_000;
const LAST_RETRY_US = 8_000_000;

/**
 * A device for as long as there is one: notices when it goes, closes it, and tries to open it again after 0.5, 1, 2, 4 and
 * then every 8 s. Driven by the times that it is called with.
 */
export class DeviceLease<Device extends Leasable> {
  readonly #open: () => Device;
  #device: Device | undefined;
  #checkUs = Number.NEGATIVE_INFINITY;
  #retryUs = 0;
  #backoffUs = FIRST_RETRY_US;
  #losses = 0;
  #ended = false;

  /** Opens the device; throws what `open` throws. */
  constructor(open: () => Device) {
    this.#open = open;
    this.#device = open();
  }

  /** Times the device went away. */
  get losses(): number {
    return this.#losses;
  }

  get state(): 'ok' | 'lost' {
    return this.#device === undefined ? 'lost' : 'ok';
  }

  /** The device that is open at `nowUs`, another one than before after a loss; `undefined` while there is none. */
  current(nowUs: number): Device | undefined {
    if (this.#device === undefined) this.#retry(nowUs);
    else if (nowUs >= this.#checkUs) {
      this.#checkUs = nowUs + CHECK_EVERY_US;
      if (!this.#device.alive) this.lose(nowUs);
    }
    return this.#device;
  }

  /** Gives the device up, because it refused a call. */
  lose(nowUs: number): void {
    if (this.#device === undefined) return;
    this.#device.close();
    this.#device = undefined;
    this.#losses++;
    this.#backoffUs = FIRST_RETRY_US;
    this.#retryUs = nowUs + this.#backoffUs;
  }

  /** Closes it for good. */
  close(): void {
    this.#ended = true;
    this.#device?.close();
    this.#device = undefined;
  }

  #retry(nowUs: number): void {
    if (this.#ended || nowUs < this.#retryUs) return;
    try {
      this.#device = this.#open();
    } catch {
      this.#backoffUs = Math.min(LAST_RETRY_US, this.#backoffUs * 2);
      this.#retryUs = nowUs + this.#backoffUs;
    }
  }
}
