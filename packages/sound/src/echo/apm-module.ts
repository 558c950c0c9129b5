import type * as Bindings from '@livekit/rtc-ffi-bindings';
import { SoundError } from '../errors.ts';

/** Sample frames of a frame: 10 ms at 48 kHz. */
export const APM_FRAMES = 480;

/** Which parts of libwebrtc's audio processing work. What is not given does not. */
export interface ApmOptions {
  readonly echo?: boolean;
  readonly highPass?: boolean;
  readonly noise?: boolean;
  readonly gain?: boolean;
}

/** One instance of libwebrtc's audio processing module: one channel of 16-bit samples at 48 kHz, in frames of 10 ms. */
export interface Apm {
  /** What is recorded; write a frame here, then call {@link process}, which changes it in place. */
  readonly near: Int16Array;
  /** What is played; write a frame here, then call {@link reverse}. */
  readonly far: Int16Array;
  reverse(): void;
  /** @param delayMs how long after its `reverse` the echo of a frame is in what is recorded, whole ms, ≥ 0 */
  process(delayMs: number): void;
  close(): void;
}

/**
 * Opens an instance. Loads the native library with the first one; its threads end with the last one.
 *
 * @throws {SoundError} `missing` where there is no library for this system, `device` when it refuses
 */
export async function openApm(options: ApmOptions): Promise<Apm> {
  const bindings = await load();
  if (instances++ === 0) bindings.livekitInitialize(ignore, false, '0');
  try {
    return new NativeApm(bindings, options);
  } catch (error) {
    release(bindings);
    throw error;
  }
}

type Native = typeof Bindings;

let instances = 0;
const channels = 1;
const sampleRate = 48_000;

class NativeApm implements Apm {
  readonly near = new Int16Array(APM_FRAMES);
  readonly far = new Int16Array(APM_FRAMES);
  readonly #native: Native;
  readonly #handle: Bindings.FfiHandle;
  readonly #id: bigint;
  readonly #process: Uint8Array;
  readonly #reverse: Uint8Array;
  #delay: Uint8Array;
  #delayMs = 0;
  #isOpen = true;

  constructor(native: Native, { echo = false, highPass = false, noise = false, gain = false }: ApmOptions) {
    this.#native = native;
    const made = this.#ask({
      case: 'newApm',
      value: new native.NewApmRequest({
        echoCancellerEnabled: echo,
        highPassFilterEnabled: highPass,
        noiseSuppressionEnabled: noise,
        gainControllerEnabled: gain,
      }),
    });
    const id = made.case === 'newApm' ? made.value.apm?.handle?.id : undefined;
    if (id === undefined) throw refused('it opened nothing');
    this.#handle = new native.FfiHandle(id);
    this.#id = id;
    // The memory stays where it is as long as these arrays are there, so that every frame's request is the same bytes.
    const frame = { apmHandle: id, size: this.near.byteLength, sampleRate, numChannels: channels };
    this.#process = encode(native, {
      case: 'apmProcessStream',
      value: new native.ApmProcessStreamRequest({ ...frame, dataPtr: this.#pointer(this.near) }),
    });
    this.#reverse = encode(native, {
      case: 'apmProcessReverseStream',
      value: new native.ApmProcessReverseStreamRequest({ ...frame, dataPtr: this.#pointer(this.far) }),
    });
    this.#delay = this.#delayRequest(0);
  }

  reverse(): void {
    if (this.#isOpen) this.#native.livekitFfiRequest(this.#reverse);
  }

  process(delayMs: number): void {
    if (!this.#isOpen) return;
    if (delayMs !== this.#delayMs) {
      this.#delayMs = delayMs;
      this.#delay = this.#delayRequest(delayMs);
    }
    // Without it before every frame libwebrtc goes by an estimate of its own.
    this.#native.livekitFfiRequest(this.#delay);
    this.#native.livekitFfiRequest(this.#process);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#handle.dispose();
    release(this.#native);
  }

  #delayRequest(delayMs: number): Uint8Array {
    const { ApmSetStreamDelayRequest } = this.#native;
    const value = new ApmSetStreamDelayRequest({ apmHandle: this.#id, delayMs });
    return encode(this.#native, { case: 'apmSetStreamDelay', value });
  }

  #pointer(samples: Int16Array): bigint {
    return this.#native.livekitRetrievePtr(new Uint8Array(samples.buffer));
  }

  #ask(message: Message): Bindings.FfiResponse['message'] {
    return this.#native.FfiResponse.fromBinary(this.#native.livekitFfiRequest(encode(this.#native, message)))
      .message;
  }
}

type Message = Bindings.FfiRequest['message'];

function encode(native: Native, message: Message): Uint8Array {
  return new native.FfiRequest({ message }).toBinary();
}

async function load(): Promise<Native> {
  try {
    return await import('@livekit/rtc-ffi-bindings');
  } catch (cause) {
    const { platform, arch } = process;
    const message = `echo cancellation has no library for ${platform} ${arch}: go on with --echo off`;
    throw new SoundError('missing', 'echo', message, { cause });
  }
}

function release(native: Native): void {
  if (--instances === 0) void native.livekitDispose();
}

function refused(reason: string): SoundError {
  return new SoundError('device', 'echo', `echo cancellation cannot begin: ${reason}`);
}

function ignore(): void {}
