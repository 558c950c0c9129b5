import type { EncodedFrame, ViewConfig } from '../protocol/view.ts';

/** What a {@link Decoder} tells its owner. */
export interface DecoderEvents {
  /** A decoded frame, whose `timestamp` is the frame's number. The callee closes it. */
  decoded(frame: VideoFrame): void;
  /** The decoder gave up. It is set up again by itself and starts at the next keyframe. */
  failed(): void;
}

/** Encoded frames in, pictures out, through WebCodecs set for no delay. */
export class Decoder {
  readonly #events: DecoderEvents;
  #decoder: VideoDecoder | undefined;
  #config: ViewConfig | undefined;

  constructor(events: DecoderEvents) {
    this.#events = events;
  }

  /** Frames handed in and not yet taken up by the codec. */
  get queued(): number {
    return this.#decoder?.decodeQueueSize ?? 0;
  }

  /** True when frames can be handed in. */
  get ready(): boolean {
    return this.#decoder?.state === 'configured';
  }

  /** Starts anew for a stream; the first frame after it has to be a keyframe. */
  configure(config: ViewConfig): void {
    this.#config = config;
    this.#start();
  }

  /** Hands in one frame. What the codec refuses is reported as a failure, as what it cannot decode is. */
  decode(frame: EncodedFrame): void {
    const decoder = this.#decoder;
    if (decoder?.state !== 'configured') return;
    const type = frame.keyframe ? 'key' : 'delta';
    try {
      decoder.decode(new EncodedVideoChunk({ type, timestamp: frame.number, data: frame.data }));
    } catch {
      this.#fail(decoder);
    }
  }

  close(): void {
    const decoder = this.#decoder;
    this.#decoder = undefined;
    if (decoder !== undefined && decoder.state !== 'closed') decoder.close();
  }

  #start(): void {
    this.close();
    if (this.#config === undefined) return;
    const decoder: VideoDecoder = new VideoDecoder({
      output: (frame) => {
        if (this.#decoder === decoder) this.#events.decoded(frame);
        else frame.close();
      },
      error: () => this.#fail(decoder),
    });
    this.#decoder = decoder;
    const { codec, width, height } = this.#config;
    decoder.configure({
      codec,
      codedWidth: width,
      codedHeight: height,
      optimizeForLatency: true,
      hardwareAcceleration: 'no-preference',
    });
  }

  #fail(decoder: VideoDecoder): void {
    if (this.#decoder !== decoder) return;
    this.#start();
    this.#events.failed();
  }
}
