import { type Audio, type AudioDirection, audioDeviceNames, startAudio } from './audio.ts';
import { decodeAudioSpec, encodeAudioSpec, type GrantedAudio } from './audio-spec.ts';
import { SdlError } from './error.ts';
import { listPulseNodes } from './pulse-nodes.ts';

export interface AudioDeviceOptions {
  readonly direction: AudioDirection;
  /**
   * As `listAudioDevices` gives it; with PulseAudio also the name of a sink or source (`alsa_output.…`, `room.monitor`).
   * Default: the system's default device; with PulseAudio and PipeWire whatever is the default at any moment.
   */
  readonly name?: string;
  /** SDL's name of the sound system, such as `pulseaudio`. Default: the first that works. */
  readonly driver?: string;
  /** Sample rate in Hz. What the hardware cannot do SDL converts. */
  readonly rateHz: number;
  /** 1–8. */
  readonly channels: number;
  /**
   * Sample frames that go to or come from the hardware at once, 1–32768. Another number may be granted; most sound systems
   * take powers of two only.
   */
  readonly bufferFrames: number;
}

/**
 * One loudspeaker or microphone without callbacks: a queue of interleaved 32-bit floats between this thread and SDL's.
 * Calls other than `open` and `close` take microseconds. A device starts paused.
 */
export class AudioDevice implements Disposable {
  /** What SDL opened. */
  readonly granted: GrantedAudio;
  readonly #audio: Audio;
  readonly #id: number;
  #closed = false;

  private constructor(audio: Audio, id: number, granted: GrantedAudio) {
    this.#audio = audio;
    this.#id = id;
    this.granted = granted;
  }

  /** Blocks for some milliseconds. Throws SdlError `missing`, `no-device` or `failed`. */
  static open(options: AudioDeviceOptions): AudioDevice {
    const audio = startAudio(options.driver);
    try {
      const desired = encodeAudioSpec({
        ...options,
        bufferFrames: safeBufferFrames(audio, options.bufferFrames),
      });
      const obtained = new Uint8Array(desired);
      const id = withNode(audio, options, (name) =>
        audio.functions.openAudioDevice(
          name,
          options.direction === 'recording' ? 1 : 0,
          desired,
          obtained,
          ALLOW_SAMPLES_CHANGE,
        ),
      );
      if (id === 0) throw refused(options, audio.library.lastError());
      return new AudioDevice(audio, id, decodeAudioSpec(obtained, audio.driver));
    } catch (error) {
      audio.stop();
      throw error;
    }
  }

  /** Whether the device is still there. One that was unplugged, or whose sound server ended, never comes back: open another. */
  get alive(): boolean {
    return !this.#closed && this.#audio.functions.getAudioDeviceStatus(this.#id) !== STATUS_STOPPED;
  }

  /** Starts or pauses the flow; a loudspeaker plays silence while paused, a microphone forgets what it hears. */
  pause(on: boolean): void {
    if (!this.#closed) this.#audio.functions.pauseAudioDevice(this.#id, on ? 1 : 0);
  }

  /** Bytes in the queue: not yet taken by the hardware, or recorded and not yet dequeued. */
  get queuedBytes(): number {
    return this.#closed ? 0 : this.#audio.functions.getQueuedAudioSize(this.#id);
  }

  /** Appends a copy of interleaved samples to what is played. Returns whether the device took them. */
  queue(samples: Float32Array): boolean {
    return !this.#closed && this.#audio.functions.queueAudio(this.#id, samples, samples.byteLength) === 0;
  }

  /** Moves the oldest recorded samples into `into`, as many as there are and fit; returns how many bytes. */
  dequeue(into: Float32Array): number {
    return this.#closed ? 0 : this.#audio.functions.dequeueAudio(this.#id, into, into.byteLength);
  }

  /** Forgets what is in the queue. */
  clear(): void {
    if (!this.#closed) this.#audio.functions.clearQueuedAudio(this.#id);
  }

  /** Ends it without waiting for the queue; blocks for up to two buffers of the hardware. May be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#audio.functions.closeAudioDevice(this.#id);
    this.#audio.stop();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * SDL 2.26 rounds the number up to a power of two for the sound systems that ask for it, but may go on with memory for
 * the smaller one and write beyond it. PulseAudio asks for nothing of the kind.
 */
function safeBufferFrames({ driver }: Audio, wanted: number): number {
  return driver === 'pulseaudio' ? wanted : 2 ** Math.ceil(Math.log2(wanted));
}

/** Calls `open` with the name that SDL knows the device by; `null` is the default device. */
function withNode(
  { driver, functions, library }: Audio,
  { direction, name }: AudioDeviceOptions,
  open: (name: string | null) => number,
): number {
  if (name === undefined) return open(null);
  const known = audioDeviceNames(functions, direction);
  if (known.includes(name)) return open(name);
  if (driver !== 'pulseaudio') throw unknown(direction, name, known);
  const description = onlyDescription(direction, name);
  if (description !== undefined && known.includes(description)) return open(description);
  // SDL lists PulseAudio's devices by description only, which several may share. But its default device it asks for without a name, and what
  // that is libpulse reads from the environment at every connection; SDL 2.26 makes one connection per device.
  const [variable, usual] = NODE_VARIABLES[direction];
  const before = process.env[variable] ?? usual;
  library.setEnvironment(variable, name);
  const id = open(null);
  library.setEnvironment(variable, before);
  return id;
}

/**
 * What SDL calls that node, if it calls no other one so. A stream that is opened by it stays with its node and ends with it;
 * one on the default device is moved to another node when that becomes the default, or when its own goes away.
 */
function onlyDescription(direction: AudioDirection, name: string): string | undefined {
  const nodes = listPulseNodes(direction);
  const description = nodes.find((node) => node.name === name)?.description;
  const shared = nodes.filter((node) => node.description === description).length > 1;
  return shared ? undefined : description;
}

/** Where libpulse looks for the name of the default node, and the name that leaves the choice to its server. */
const NODE_VARIABLES = {
  playback: ['PULSE_SINK', '@DEFAULT_SINK@'],
  recording: ['PULSE_SOURCE', '@DEFAULT_SOURCE@'],
} as const;

function unknown(direction: AudioDirection, name: string, known: readonly string[]): SdlError {
  const choice = known.length > 0 ? `use one of "${known.join('", "')}"` : 'there is none at all';
  return new SdlError('no-device', `no ${direction} device "${name}": ${choice}`);
}

function refused({ direction, name }: AudioDeviceOptions, reason: string): SdlError {
  const which = name === undefined ? `the default ${direction} device` : `${direction} device "${name}"`;
  return new SdlError('no-device', `cannot open ${which} (${reason}): see that it exists and is not in use`);
}

const ALLOW_SAMPLES_CHANGE = 0x8;
const STATUS_STOPPED = 0;
