import type { MediaHead } from '../../wire/media-message.ts';
import { newHead } from '../../wire/media-message.ts';

/** More pictures than this never wait: 60 ms at 120 a second. */
const most = 8;

/**
 * Where pictures wait, still encoded, for sound that is later than they are. Without that they pass at once; whoever owns the line tells the
 * time and sets the timer.
 */
export class HoldLine {
  readonly #show: (head: MediaHead, data: Uint8Array) => void;
  readonly #slots = Array.from({ length: most }, () => ({
    head: newHead(),
    data: new Uint8Array(0),
    length: 0,
    dueUs: 0,
  }));
  #first = 0;
  #count = 0;
  #holdUs = 0;

  /** `show` gets each picture when its time has come, in order; valid during the call. */
  constructor(show: (head: MediaHead, data: Uint8Array) => void) {
    this.#show = show;
  }

  /** How long pictures wait from now on; those that wait already are not moved. */
  hold(ms: number): void {
    this.#holdUs = ms * 1000;
  }

  /** When the first that waits is due; undefined when none does. */
  get nextUs(): number | undefined {
    return this.#count === 0 ? undefined : this.#slots[this.#first]!.dueUs;
  }

  /** A picture has arrived. It is copied if it has to wait. */
  add(head: MediaHead, data: Uint8Array, nowUs: number): void {
    if (this.#holdUs === 0 && this.#count === 0) {
      this.#show(head, data);
      return;
    }
    if (this.#count === most) this.#showFirst();
    const slot = this.#slots[(this.#first + this.#count++) % most]!;
    if (slot.data.length < data.length) slot.data = new Uint8Array(2 * data.length);
    slot.data.set(data);
    slot.length = data.length;
    Object.assign(slot.head, head);
    slot.dueUs = nowUs + this.#holdUs;
  }

  /** Shows all whose time has come. */
  pass(nowUs: number): void {
    while (this.#count > 0 && this.#slots[this.#first]!.dueUs <= nowUs) this.#showFirst();
  }

  #showFirst(): void {
    const { head, data, length } = this.#slots[this.#first]!;
    this.#first = (this.#first + 1) % most;
    this.#count--;
    this.#show(head, data.subarray(0, length));
  }
}
