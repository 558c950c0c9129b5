/** `connecting`: never joined yet. `reconnecting`: nothing authentic came for a quarter of a second. It never gives up. */
export type LinkState = 'connecting' | 'open' | 'reconnecting' | 'closed';

/** What a warning is about. Each kind comes at most once in ten seconds. */
export type WarningCode = 'no-answer' | 'stranger' | 'wrong-key' | 'version' | 'protocol';

/** A frame, whole. `data` belongs to the receiver of the event. */
export interface ReceivedFrame {
  readonly track: number;
  /** Counts up by one per frame of the track at its sender, from 0; frames that were lost leave gaps. */
  readonly number: number;
  readonly keyframe: boolean;
  readonly data: Uint8Array;
  /** When it was captured, encoded and first sent, in µs of the sender's clock. */
  readonly capturedUs: number;
  readonly encodedUs: number;
  readonly sentUs: number;
  /** When its first shard came and when it was whole, in µs of this portal's clock. */
  readonly firstReceivedUs: number;
  readonly completeUs: number;
  /** Sender's clock minus this portal's clock in µs, the best estimate now; NaN while there is none. */
  readonly offsetUs: number;
}

/** What a link tells its user. */
export type LinkEvent =
  | { readonly type: 'state'; readonly state: LinkState }
  /**
   * The peer has introduced itself. Comes before `open`, and again whenever the peer is another instance than before, which
   * has forgotten everything: say again what it has to know, and start every track with a keyframe.
   */
  | { readonly type: 'peer'; readonly name: string; readonly features: number; readonly restarted: boolean }
  | { readonly type: 'frame'; readonly frame: ReceivedFrame }
  /** `count` frames in a row, from `number` on, will not come. */
  | { readonly type: 'frame-lost'; readonly track: number; readonly number: number; readonly count: number }
  /** This sender dropped a whole frame of its own that had become stale in the queue. */
  | { readonly type: 'frame-dropped'; readonly track: number; readonly number: number }
  /** A frame that later ones need did not get to the peer and never will: what is handed in next should be a keyframe. */
  | { readonly type: 'keyframe-wanted'; readonly track: number }
  /** `data` belongs to the receiver of the event. */
  | { readonly type: 'message'; readonly data: Uint8Array }
  /** What an encoder of video may make has changed: bits per second of payload, everything that comes on top taken off. */
  | { readonly type: 'target'; readonly bps: number }
  | { readonly type: 'warning'; readonly code: WarningCode; readonly message: string };
