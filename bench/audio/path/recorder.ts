import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { nowUs } from '@ajar/actor';
import { rateHz } from './marks.ts';

/** What was heard on one monitor, mono, and when. */
export interface Recording {
  readonly samples: Float32Array;
  /** µs at which the sample with this number was there to be heard, by the program that recorded it. */
  timeOf(frame: number): number;
}

/** Two channels of 32-bit floats. */
const frameBytes = 8;
/** Arrivals are looked at over so long for their earliest, which nothing has held up. */
const windowFrames = rateHz;

/** A recording program on a monitor, and when its sound came. */
export class Recorder {
  readonly #child: ChildProcess;
  readonly #chunks: Buffer[] = [];
  /** Of each second: when its frame 0 would have come, had all come as early as the earliest of that second. */
  readonly #origins: number[] = [];
  #bytes = 0;

  constructor(monitor: string, latencyMs: number, env: Readonly<Record<string, string>>) {
    const format = ['--format=float32le', '--rate=48000', '--channels=2', '--raw'];
    this.#child = spawn(
      'pacat',
      ['--record', ...format, `--latency-msec=${latencyMs}`, `--device=${monitor}`],
      {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    this.#child.stdout!.on('data', (chunk: Buffer) => this.#take(chunk, nowUs()));
  }

  /** Resolves with the first sound. */
  async begun(): Promise<void> {
    if (this.#bytes === 0) await once(this.#child.stdout!, 'data');
  }

  /** Ends it. */
  async finish(): Promise<Recording> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
    const bytes = Buffer.concat(this.#chunks);
    const samples = new Float32Array(Math.floor(bytes.length / frameBytes));
    for (let frame = 0; frame < samples.length; frame++)
      samples[frame] = bytes.readFloatLE(frame * frameBytes);
    const origins = this.#origins;
    return {
      samples,
      timeOf: (frame) => {
        const originUs =
          origins[Math.min(origins.length - 1, Math.max(0, Math.floor(frame / windowFrames)))]!;
        return originUs + (frame * 1e6) / rateHz;
      },
    };
  }

  kill(): void {
    this.#child.kill();
  }

  #take(chunk: Buffer, atUs: number): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    const frames = this.#bytes / frameBytes;
    const second = Math.floor((frames - 1) / windowFrames);
    const originUs = atUs - (frames * 1e6) / rateHz;
    this.#origins[second] = Math.min(this.#origins[second] ?? originUs, originUs);
  }
}
