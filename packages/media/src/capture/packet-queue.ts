import { Packet } from 'node-av/lib';

/**
 * What waits between a device and who takes it. With room for one, the newest replaces the one before: right where each picture stands
 * for itself. With room for more they keep their order, as pictures that refer to each other must; when there are too many all of them go,
 * and what follows up to a keyframe.
 */
export class PacketQueue {
  readonly #slots: readonly Slot[];
  readonly #isOrdered: boolean;
  #start = 0;
  #length = 0;
  #needsKeyframe: boolean;
  #late = 0;
  #headless = 0;
  #hasStarted = false;

  /** @param room packets that may wait, from 1 */
  constructor(room: number) {
    this.#slots = Array.from({ length: room }, () => {
      const packet = new Packet();
      packet.alloc();
      return { packet, capturedUs: 0, keyframe: false };
    });
    this.#isOrdered = room > 1;
    this.#needsKeyframe = this.#isOrdered;
  }

  /** Packets that went because the taker was late. */
  get late(): number {
    return this.#late;
  }

  /** Packets before the first keyframe, of no use to anybody. */
  get headless(): number {
    return this.#headless;
  }

  get length(): number {
    return this.#length;
  }

  /** The packet to take next, valid until `shift()` or the next `push()`; there has to be one. */
  get first(): Slot {
    return this.#slots[this.#start]!;
  }

  /** Takes a reference to a packet; false where it is thrown away. */
  push(packet: Packet, capturedUs: number, keyframe: boolean): boolean {
    if (this.#length === this.#slots.length) {
      this.#late += this.#length;
      this.#clear();
      this.#needsKeyframe = this.#isOrdered;
    }
    if (keyframe) this.#needsKeyframe = false;
    if (this.#needsKeyframe) {
      if (this.#hasStarted) this.#late++;
      else this.#headless++;
      return false;
    }
    this.#hasStarted = true;
    const slot = this.#slots[(this.#start + this.#length) % this.#slots.length]!;
    slot.packet.ref(packet);
    slot.capturedUs = capturedUs;
    slot.keyframe = keyframe;
    this.#length++;
    return true;
  }

  /** Gives the first packet back. */
  shift(): void {
    this.first.packet.unref();
    this.#start = (this.#start + 1) % this.#slots.length;
    this.#length--;
  }

  free(): void {
    for (const { packet } of this.#slots) packet.free();
  }

  #clear(): void {
    while (this.#length > 0) this.shift();
  }
}

/** A packet that waits. */
interface Slot {
  readonly packet: Packet;
  capturedUs: number;
  keyframe: boolean;
}
