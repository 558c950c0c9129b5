/** What precedes an encoded picture or packet of sound on its way between the processes of Ajar's side. Times are µs of the machine's clock, 0 is not yet. */
export interface AjarHead {
  keyframe: boolean;
  /** As the link counts the frames of a track; not known before. */
  number: number;
  capturedUs: number;
  encodedUs: number;
  sentUs: number;
  firstReceivedUs: number;
  completeUs: number;
}

export const HEAD_BYTES = 48;
/** A message that is this and no more asks the camera for a keyframe. */
export const KEYFRAME_WANTED: Uint8Array = Uint8Array.of(1);
/** A message that is this and no more says that pictures are missing before the next one. */
export const PICTURES_LOST: Uint8Array = Uint8Array.of(2);

/** Writes heads into one buffer, valid until the next call. */
export class AjarHeadWriter {
  readonly #bytes = new Uint8Array(HEAD_BYTES);
  readonly #view = new DataView(this.#bytes.buffer);

  write(head: AjarHead): Uint8Array {
    this.#view.setUint8(0, head.keyframe ? 1 : 0);
    this.#view.setUint32(4, head.number);
    this.#view.setFloat64(8, head.capturedUs);
    this.#view.setFloat64(16, head.encodedUs);
    this.#view.setFloat64(24, head.sentUs);
    this.#view.setFloat64(32, head.firstReceivedUs);
    this.#view.setFloat64(40, head.completeUs);
    return this.#bytes;
  }
}

/** False when the message is too short to be a frame. */
export function readAjarHead(message: Uint8Array, head: AjarHead): boolean {
  if (message.length <= HEAD_BYTES) return false;
  const view = new DataView(message.buffer, message.byteOffset, HEAD_BYTES);
  head.keyframe = view.getUint8(0) === 1;
  head.number = view.getUint32(4);
  head.capturedUs = view.getFloat64(8);
  head.encodedUs = view.getFloat64(16);
  head.sentUs = view.getFloat64(24);
  head.firstReceivedUs = view.getFloat64(32);
  head.completeUs = view.getFloat64(40);
  return true;
}

export function newAjarHead(): AjarHead {
  return {
    keyframe: false,
    number: 0,
    capturedUs: 0,
    encodedUs: 0,
    sentUs: 0,
    firstReceivedUs: 0,
    completeUs: 0,
  };
}
