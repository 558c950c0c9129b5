/**
 * What a message between the media processes of a portal is. Beside the media (`shared` is a film or music that a room shares):
 *
 * - `decoders`: from the screen, what it decodes; to the camera, what the other portal does. A set of codecs, see {@link codecBits}
 * - `flash`: from the screen, the other portal is to show a code; to the screen, show this one. The code is the number
 * - `flashed`: from the screen, that code was presented at `capturedUs`; to the screen, the other portal has done so
 * - `view`: to the screen, what of the other room its picture shows: the peer message behind the head
 */
export type MediaKind = (typeof kinds)[number];

/** The processes that connect to the link's socket. */
export type MediaRole = 'camera' | 'screen' | 'sound';

/**
 * One encoded picture or sound packet on its way between two processes of a portal, with its ledger so far. All times
 * are microseconds of this machine's monotonic clock; those of the sending portal are already mapped onto it. 0 is
 * "not yet".
 */
export interface MediaHead {
  kind: MediaKind;
  keyframe: boolean;
  /** Number of the frame on its track, counted by the link; wraps at 2^32. Of a target, kilobits per second. Else see {@link MediaKind}. */
  number: number;
  capturedUs: number;
  encodedUs: number;
  sentUs: number;
  firstReceivedUs: number;
  completeUs: number;
}

/** Bytes of a head on the wire: kind, flags, two reserved, number, five times. Little-endian. */
export const headBytes = 48;

const kinds = [
  'hello',
  'picture',
  'sound',
  'keyframe-wanted',
  'picture-lost',
  'target',
  'decoders',
  'flash',
  'view',
  'flashed',
  'shared',
] as const;
const roles: readonly MediaRole[] = ['camera', 'screen', 'sound'];

/** An empty head, to be filled and used again for every frame. */
export function newHead(): MediaHead {
  return {
    kind: 'hello',
    keyframe: false,
    number: 0,
    capturedUs: 0,
    encodedUs: 0,
    sentUs: 0,
    firstReceivedUs: 0,
    completeUs: 0,
  };
}

/** Writes heads into one buffer that it owns; what `write` returns is valid until the next call. */
export class HeadWriter {
  readonly #bytes = new Uint8Array(headBytes);
  readonly #view = new DataView(this.#bytes.buffer);

  write(head: MediaHead): Uint8Array {
    const view = this.#view;
    view.setUint8(0, kinds.indexOf(head.kind));
    view.setUint8(1, head.keyframe ? 1 : 0);
    view.setUint32(4, head.number, true);
    view.setFloat64(8, head.capturedUs, true);
    view.setFloat64(16, head.encodedUs, true);
    view.setFloat64(24, head.sentUs, true);
    view.setFloat64(32, head.firstReceivedUs, true);
    view.setFloat64(40, head.completeUs, true);
    return this.#bytes;
  }

  /** A message that is only its kind. */
  signal(kind: MediaKind, number = 0): Uint8Array {
    this.#bytes.fill(0);
    this.#view.setUint8(0, kinds.indexOf(kind));
    this.#view.setUint32(4, number, true);
    return this.#bytes;
  }

  /** The first message on a channel: who is calling. */
  hello(role: MediaRole): Uint8Array {
    return this.signal('hello', roles.indexOf(role));
  }
}

/** Reads the head of a message into `head`. False when it isn't one; `head` is then not to be used. */
export function readHead(message: Uint8Array, head: MediaHead): boolean {
  if (message.length < headBytes) return false;
  const view = new DataView(message.buffer, message.byteOffset, headBytes);
  const kind = kinds[view.getUint8(0)];
  if (kind === undefined) return false;
  head.kind = kind;
  head.keyframe = (view.getUint8(1) & 1) === 1;
  head.number = view.getUint32(4, true);
  head.capturedUs = view.getFloat64(8, true);
  head.encodedUs = view.getFloat64(16, true);
  head.sentUs = view.getFloat64(24, true);
  head.firstReceivedUs = view.getFloat64(32, true);
  head.completeUs = view.getFloat64(40, true);
  return true;
}

/** The role a `hello` names; undefined for one this version doesn't know. */
export function roleOf(head: MediaHead): MediaRole | undefined {
  return head.kind === 'hello' ? roles[head.number] : undefined;
}
