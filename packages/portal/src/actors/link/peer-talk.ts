import { codecBits, codecsOf } from '../../wire/codec-set.ts';
import { HeadWriter, type MediaHead, type MediaRole, newHead } from '../../wire/media-message.ts';
import {
  decodePeerMessage,
  encodePeerMessage,
  type PeerMessage,
  type RoomView,
} from '../../wire/peer-message.ts';

/** Who hears of what the two portals say to each other. */
export interface PeerTalkEnds {
  /** To the other portal. */
  tellPeer(bytes: Uint8Array): void;
  /** To one of this portal's processes, if it is there. */
  tell(role: MediaRole, head: Uint8Array, body?: Uint8Array): void;
  wantKeyframe(): void;
  /** The other portal's clock minus ours, µs; NaN while it is not known. */
  offsetUs(): number;
}

/** What the other portal's screen decodes before it has said so. */
const assumed = ['h264'] as const;

/**
 * What two portals say to each other beside the media: between the camera, the screen and the link of this one and the other one. What holds for longer than a moment
 * is remembered, and told again to an other portal that begins anew and to a process that was restarted.
 */
export class PeerTalk {
  readonly #ends: PeerTalkEnds;
  readonly #writer = new HeadWriter();
  readonly #head = newHead();
  /** Ours. */
  #decoders: PeerMessage | undefined;
  #view: RoomView = { type: 'view', pictureHeightM: 0, bottomM: 0 };
  /** The other portal's. */
  #peerDecoders = codecBits(assumed);
  #peerView: RoomView | undefined;

  constructor(ends: PeerTalkEnds) {
    this.#ends = ends;
  }

  /** The other portal has begun, perhaps anew. */
  met(): void {
    if (this.#decoders) this.#say(this.#decoders);
    // Also when nothing is known: the other portal may remember what was known to the one before.
    this.#say(this.#view);
  }

  /** A process of this portal has connected. */
  joined(role: MediaRole): void {
    if (role === 'camera') this.#tellCamera();
    if (role === 'screen') this.#tellView();
  }

  /** What of this room its picture shows, as far as it is known. */
  roomView(view: RoomView): void {
    this.#view = view;
    this.#say(view);
  }

  /** A process of this portal says something. */
  local(head: MediaHead): void {
    switch (head.kind) {
      case 'keyframe-wanted':
        this.#say({ type: 'keyframe' });
        return;
      case 'decoders':
        this.#decoders = { type: 'decoders', codecs: codecsOf(head.number) };
        this.#say(this.#decoders);
        return;
      case 'flash':
        this.#say({ type: 'flash', code: head.number });
        return;
      case 'flashed':
        this.#say({ type: 'flashed', code: head.number, presentedUs: head.capturedUs });
        return;
      case 'view':
      case 'hello':
      case 'picture':
      case 'sound':
      case 'shared':
      case 'picture-lost':
      case 'target':
        return;
    }
  }

  /** The other portal says something. */
  peer(bytes: Uint8Array): void {
    const message = decodePeerMessage(bytes);
    switch (message?.type) {
      case 'keyframe':
        this.#ends.wantKeyframe();
        return;
      case 'decoders':
        // Every version decodes H.264; a set that is empty says nothing else.
        this.#peerDecoders = codecBits(message.codecs) || codecBits(assumed);
        this.#tellCamera();
        return;
      case 'flash':
        this.#ends.tell('screen', this.#writer.signal('flash', message.code));
        return;
      case 'flashed': {
        const offsetUs = this.#ends.offsetUs();
        if (Number.isNaN(offsetUs)) return;
        this.#head.kind = 'flashed';
        this.#head.number = message.code;
        this.#head.capturedUs = message.presentedUs - offsetUs;
        this.#ends.tell('screen', this.#writer.write(this.#head));
        return;
      }
      case 'view':
        this.#peerView = message;
        this.#tellView();
        return;
      case undefined:
        return;
    }
  }

  #tellCamera(): void {
    this.#ends.tell('camera', this.#writer.signal('decoders', this.#peerDecoders));
  }

  #tellView(): void {
    if (!this.#peerView) return;
    this.#ends.tell('screen', this.#writer.signal('view'), encodePeerMessage(this.#peerView));
  }

  #say(message: PeerMessage): void {
    this.#ends.tellPeer(encodePeerMessage(message));
  }
}
