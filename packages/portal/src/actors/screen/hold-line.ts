import { LatencyWindow } from '../../stats/latency-window.ts';
import type { MediaHead } from '../../wire/media-message.ts';
import { newHead } from '../../wire/media-message.ts';

/** More pictures than this never wait: 260 ms at 120 a second. */
const most = 32;
/** So much before its time a picture goes on: timers are no finer. */
const earlyUs = 500;
/** Pictures that are on their way to the screen are remembered, four seconds at 60 a second: a page may say late that it showed one. */
const remembered = 256;
/** Each picture shown counts for this share of what decoding and showing takes. */
const smoothing = 1 / 16;

/**
 * Where pictures wait, still encoded, for sound that is later than they are: so long that they are seen a constant time after they were
 * captured, as sound is heard. Without that they pass at once; whoever owns the line tells the time and sets the timer. Times in µs.
 */
export class HoldLine {
  readonly #show: (head: MediaHead, data: Uint8Array) => void;
  readonly #slots = Array.from({ length: most }, () => ({
    head: newHead(),
    data: new Uint8Array(0),
    length: 0,
    addedUs: 0,
    dueUs: 0,
  }));
  readonly #passed = Array.from({ length: remembered }, () => ({ number: -1, atUs: 0, heldUs: 0 }));
  readonly #held = new LatencyWindow();
  #first = 0;
  #count = 0;
  #delayUs = 0;
  /** From passed on to seen. */
  #tailUs = 0;

  /** `show` gets each picture when its time has come, in order; valid during the call. */
  constructor(show: (head: MediaHead, data: Uint8Array) => void) {
    this.#show = show;
  }

  /** How long after its capture every picture is to be seen from now on, ms; 0 for at once. Those that wait already are not moved. */
  hold(delayMs: number): void {
    this.#delayUs = delayMs * 1000;
  }

  /** When the first that waits is due; undefined when none does. */
  get nextUs(): number | undefined {
    return this.#count === 0 ? undefined : this.#slots[this.#first]!.dueUs;
  }

  /** A picture has arrived. It is copied if it has to wait. */
  add(head: MediaHead, data: Uint8Array, nowUs: number): void {
    const dueUs = head.capturedUs + this.#delayUs - this.#tailUs;
    // Nor does one wait of which nobody knows when it was captured.
    if (this.#count === 0 && !(this.#delayUs > 0 && dueUs > nowUs + earlyUs)) {
      this.#pass(head, data, nowUs, 0);
      return;
    }
    if (this.#count === most) this.#passFirst(nowUs);
    const slot = this.#slots[(this.#first + this.#count++) % most]!;
    if (slot.data.length < data.length) slot.data = new Uint8Array(2 * data.length);
    slot.data.set(data);
    slot.length = data.length;
    Object.assign(slot.head, head);
    slot.addedUs = nowUs;
    slot.dueUs = this.#delayUs > 0 && dueUs > nowUs ? dueUs : nowUs;
  }

  /** Shows all whose time has come. */
  pass(nowUs: number): void {
    while (this.#count > 0 && this.#slots[this.#first]!.dueUs <= nowUs + earlyUs) this.#passFirst(nowUs);
  }

  /** A picture was seen: what it takes to get there from here is known from this. */
  presented(number: number, presentedUs: number): void {
    const passed = this.#passed[number % remembered]!;
    if (passed.number !== number) return;
    passed.number = -1;
    this.#tailUs += (presentedUs - passed.atUs - this.#tailUs) * smoothing;
    this.#held.add(presentedUs, passed.heldUs / 1000);
  }

  /** Median of what the pictures seen in the last second had waited, ms; 0 when there was none. */
  heldMs(nowUs: number): number {
    return this.#held.median(nowUs) ?? 0;
  }

  #passFirst(nowUs: number): void {
    const { head, data, length, addedUs } = this.#slots[this.#first]!;
    this.#first = (this.#first + 1) % most;
    this.#count--;
    this.#pass(head, data.subarray(0, length), nowUs, nowUs - addedUs);
  }

  #pass(head: MediaHead, data: Uint8Array, nowUs: number, heldUs: number): void {
    const passed = this.#passed[head.number % remembered]!;
    passed.number = head.number;
    passed.atUs = nowUs;
    passed.heldUs = heldUs;
    this.#show(head, data);
  }
}
