import { Frame, type Packet } from 'node-av/lib';
import { endView } from '../codec/native-view.ts';
import type { Size } from '../size.ts';
import type { CapturedPicture } from './capture.ts';
import type { DevicePump } from './device-pump.ts';
import type { VideoInput } from './input.ts';
import { createJpegCheck } from './jpeg-check.ts';
import type { Shaper } from './shaper.ts';

/** Turns the packets that a pump has into the newest picture. */
export interface PictureTaker {
  readonly size: Size;
  /** Pictures that were decoded for nothing. */
  readonly late: number;
  /** Packets that gave no picture. */
  readonly broken: number;
  /**
   * The next picture, valid until the next call; null once the pump was stopped.
   *
   * @throws MediaError `not-found` when the device has gone
   */
  next(): Promise<CapturedPicture | null>;
  /** After the pump was stopped. */
  close(): void;
}

/** A camera of which nothing could be decoded so far has flaws of its own, which have to be put up with. */
const STRICT_FOR = 15;

/**
 * Decodes when a picture is wanted, so that it is of the newest. All that waits is decoded: where pictures refer to each other there may be
 * more than one.
 */
export function createDecodingTaker(pump: DevicePump, input: VideoInput, shaper: Shaper): PictureTaker {
  const { queue } = pump;
  const { decoder } = input;
  const isJpegWhole = input.codec === 'mjpeg' ? createJpegCheck() : undefined;
  const frame = new Frame();
  frame.alloc();
  const picture = { frame, capturedUs: 0 };
  let late = 0;
  let broken = 0;
  let decodedAny = false;

  const decode = (): boolean => {
    const { packet, capturedUs } = queue.first;
    const isSent = isWhole(packet) && decoder.sendPacketSync(packet) >= 0;
    queue.shift();
    picture.capturedUs = capturedUs;
    return isSent && decoder.receiveFrameSync(frame) >= 0;
  };

  const isWhole = (packet: Packet): boolean => {
    if (!isJpegWhole) return true;
    const data = packet.data;
    const isIt = isJpegWhole(data);
    if (data) endView(data);
    return isIt;
  };

  const decodeAll = (): boolean => {
    let isDecoded = false;
    while (queue.length > 0) {
      if (isDecoded) late++;
      isDecoded = decode();
      if (isDecoded) decodedAny = true;
      // Cameras send a broken JPEG now and then, most of all as their first picture.
      else if (++broken === STRICT_FOR && !decodedAny) decoder.setOption('err_detect', '0');
    }
    return isDecoded;
  };

  return {
    size: shaper.size,
    get late() {
      return late;
    },
    get broken() {
      return broken;
    },
    next: async () => {
      while (await pump.fresh()) {
        if (!decodeAll()) continue;
        picture.frame = shaper.convert(frame);
        return picture;
      }
      return null;
    },
    close: () => {
      shaper.close();
      frame.free();
    },
  };
}
