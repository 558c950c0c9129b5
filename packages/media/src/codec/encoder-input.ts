import type { AVPixelFormat } from 'node-av/constants';
import type { CodecContext } from 'node-av/lib';
import { Frame, HardwareDeviceContext, HardwareFramesContext, SoftwareScaleContext } from 'node-av/lib';
import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';
import { errorText } from './ffmpeg.ts';
import type { KnownEncoder } from './known-encoders.ts';
import { allocateFrame } from './picture-frame.ts';

/** Brings pictures into the format, and onto the device, that an encoder takes. */
export class EncoderInput {
  readonly #known: KnownEncoder;
  readonly #size: Size;
  #device: HardwareDeviceContext | undefined;
  #frames: HardwareFramesContext | undefined;
  #uploaded: Frame | undefined;
  #scaler: SoftwareScaleContext | undefined;
  #converted: Frame | undefined;

  constructor(known: KnownEncoder, size: Size) {
    this.#known = known;
    this.#size = size;
  }

  /** In which format the encoder gets pictures of this one. */
  formatFor(format: number): AVPixelFormat {
    const { formats } = this.#known;
    return formats.find((taken) => taken === format) ?? formats[0]!;
  }

  /**
   * Tells an encoder that is about to be opened where its pictures will be.
   *
   * @throws MediaError `encoder` when there is no such device
   */
  attach(context: CodecContext): void {
    const { device, formats, name } = this.#known;
    if (device === undefined) return;
    if (this.#device === undefined) {
      const opened = new HardwareDeviceContext();
      const status = opened.create(device.type);
      if (status < 0) throw new MediaError('encoder', `${name} found no device: ${errorText(status)}`);
      this.#device = opened;
      const frames = new HardwareFramesContext();
      frames.alloc(opened);
      frames.format = device.format;
      frames.swFormat = formats[0]!;
      frames.width = this.#size.width;
      frames.height = this.#size.height;
      frames.initialPoolSize = POOL_SIZE;
      this.#frames = frames;
      const ready = frames.init();
      if (ready < 0)
        throw new MediaError('encoder', `${name} got no memory on its device: ${errorText(ready)}`);
    }
    context.pixelFormat = device.format;
    context.hwFramesCtx = this.#frames ?? null;
  }

  /**
   * The frame itself, or one that belongs to this object and is overwritten by the next call.
   *
   * @throws MediaError `encoder` when it cannot be converted or uploaded
   */
  prepare(frame: Frame, format: number): Frame {
    const picture = frame.format === format ? frame : this.#convert(frame, format as AVPixelFormat);
    return this.#frames === undefined ? picture : this.#upload(picture, this.#frames);
  }

  close(): void {
    this.#uploaded?.free();
    this.#frames?.free();
    this.#device?.free();
    this.#converted?.free();
    this.#scaler?.freeContext();
    this.#uploaded = undefined;
    this.#frames = undefined;
    this.#device = undefined;
    this.#converted = undefined;
    this.#scaler = undefined;
  }

  #convert(frame: Frame, format: AVPixelFormat): Frame {
    if (this.#scaler === undefined) {
      this.#scaler = new SoftwareScaleContext();
      this.#scaler.allocContext();
    }
    // An encoder may still refer to the last one.
    this.#converted?.free();
    this.#converted = allocateFrame(this.#size, format);
    // The same colours in another order: only when both frames say the same is nothing else changed.
    this.#converted.colorRange = frame.colorRange;
    this.#converted.colorSpace = frame.colorSpace;
    this.#converted.colorPrimaries = frame.colorPrimaries;
    this.#converted.colorTrc = frame.colorTrc;
    const status = this.#scaler.scaleFrameSync(this.#converted, frame);
    if (status < 0) this.#fail('could not convert a frame', status);
    return this.#converted;
  }

  #upload(frame: Frame, frames: HardwareFramesContext): Frame {
    let uploaded = this.#uploaded;
    if (uploaded === undefined) {
      uploaded = new Frame();
      uploaded.alloc();
      this.#uploaded = uploaded;
    }
    uploaded.unref();
    const taken = frames.getBuffer(uploaded);
    if (taken < 0) this.#fail('got no memory on its device', taken);
    const moved = frames.transferDataSync(uploaded, frame);
    if (moved < 0) this.#fail('could not upload a frame', moved);
    return uploaded;
  }

  #fail(what: string, status: number): never {
    throw new MediaError('encoder', `${this.#known.name} ${what}: ${errorText(status)}`);
  }
}

/** The picture that is encoded, the one that it refers to, and those under way. */
const POOL_SIZE = 8;
