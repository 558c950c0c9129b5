import { datagramType, headerBytes, maxPacketNumber, protocolVersion, tagBytes } from '../wire/datagram.ts';
import { readU48, writeU48 } from '../wire/integers.ts';
import type { Slab } from '../wire/slab.ts';
import { open, seal } from './aead.ts';
import { ReplayWindow } from './replay-window.ts';

const nonceBytes = 12;

/** Seals the packets of one direction of a session: ChaCha20-Poly1305 (RFC 8439), nonce = packet number, associated data = header. */
export class Sealer {
  /** The number of the next packet. */
  next: number;
  readonly #key: Buffer;
  readonly #connectionId: number;
  readonly #nonce: Nonce = new Nonce();
  #wiped = false;

  /** `connectionId` is the receiver's. */
  constructor(key: Buffer, connectionId: number, firstPacketNumber: number) {
    this.#key = key;
    this.#connectionId = connectionId;
    this.next = firstPacketNumber;
  }

  /** Whether every packet number has been used (a key never seals two packets with the same number), or the key is gone. */
  get spent(): boolean {
    return this.#wiped || this.next > maxPacketNumber;
  }

  /** Forgets the key. */
  wipe(): void {
    this.#wiped = true;
    this.#key.fill(0);
  }

  /** Writes the header into `slab`, seals its plaintext (from the header to `end`) in place, and returns the datagram's length. */
  seal(slab: Slab, end: number): number {
    const number = this.next++;
    const { view } = slab;
    view.setUint8(0, datagramType.sealed);
    view.setUint8(1, protocolVersion);
    writeU48(view, 2, number);
    view.setUint32(8, this.#connectionId);
    const plainBytes = end - headerBytes;
    const sealed = slab.body(plainBytes + tagBytes);
    seal(sealed, slab.body(plainBytes), slab.header, this.#nonce.of(number), this.#key);
    return end + tagBytes;
  }
}

/** Why a sealed datagram was refused. */
export type OpenFailure = 'malformed' | 'replay' | 'unauthenticated';

/** Opens the packets of one direction of a session and refuses replays. */
export class Opener {
  readonly window: ReplayWindow = new ReplayWindow();
  /** The number of the packet that was opened last. */
  number = -1;
  readonly #key: Buffer;
  readonly #nonce: Nonce = new Nonce();
  #wiped = false;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Forgets the key: nothing is authentic any more. */
  wipe(): void {
    this.#wiped = true;
    this.#key.fill(0);
  }

  /** Opens the datagram of `length` bytes in `slab` in place. Undefined when it was authentic and new. */
  open(slab: Slab, length: number): OpenFailure | undefined {
    const number = readU48(slab.view, 2);
    if (this.#wiped) return 'unauthenticated';
    if (!this.window.fresh(number)) return 'replay';
    if (!this.authentic(slab, length)) return 'unauthenticated';
    this.window.accept(number);
    this.number = number;
    return undefined;
  }

  /** Opens the datagram in place whether it is new or not, and says whether it is authentic. */
  authentic(slab: Slab, length: number): boolean {
    if (this.#wiped) return false;
    const number = readU48(slab.view, 2);
    const sealedBytes = length - headerBytes;
    const plain = slab.body(sealedBytes - tagBytes);
    return open(plain, slab.body(sealedBytes), slab.header, this.#nonce.of(number), this.#key);
  }
}

/** Four zero bytes, then the packet number in 64 bits, little-endian (Noise revision 34, section 12). */
class Nonce {
  readonly #bytes = Buffer.alloc(nonceBytes);
  readonly #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, nonceBytes);

  of(number: number): Buffer {
    this.#view.setUint32(4, number % 0x1_0000_0000, true);
    this.#view.setUint32(8, number / 0x1_0000_0000, true);
    return this.#bytes;
  }
}
