import { type AudioSource, BLOCK_SAMPLES } from '@ajar/sound';
import type { SoundFormat } from '../../wire/sound-format.ts';
import { PacketMaker } from './packet-maker.ts';
import type { SoundChoice } from './sound-rate.ts';

/** A film or music on its way to the other room: a source of its own, in packets of its own. No echo is sought in it. */
export class SharedSound {
  readonly #source: AudioSource;
  readonly #maker: PacketMaker;
  readonly #block = new Float32Array(BLOCK_SAMPLES);

  /**
   * The source is closed together with it.
   *
   * @throws {MediaError} when the codec does not open
   */
  constructor(source: AudioSource, format: SoundFormat, bitrateBps: number) {
    this.#source = source;
    this.#maker = new PacketMaker(format, bitrateBps);
  }

  /** Takes what has come up to now, and calls `each` with every packet that is ready; see {@link PacketMaker.add}. */
  capture(nowUs: number, each: (packet: Uint8Array, capturedUs: number) => void): void {
    for (;;) {
      const capturedUs = this.#source.read(nowUs, this.#block);
      if (capturedUs === undefined) return;
      this.#maker.add(this.#block, capturedUs, each);
    }
  }

  /** From here on in packets like this; see {@link PacketMaker.use}. */
  use(choice: SoundChoice): void {
    this.#maker.use(choice);
  }

  close(): void {
    this.#source.close();
    this.#maker.close();
  }
}
