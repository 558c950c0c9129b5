import { Packet } from 'node-av/lib';
import { endView } from '../codec/native-view.ts';
import type { DevicePump } from './device-pump.ts';
import type { VideoInput } from './input.ts';
import { createParameterSets } from './parameter-sets.ts';
import { createPicture } from './picture.ts';
import type { PictureTaker } from './picture-taker.ts';

/** For H.264 that is handed on as the camera made it, one packet after the other. */
export function createPassTaker(pump: DevicePump, { stream }: VideoInput): PictureTaker {
  const size = { width: stream.codecpar.width, height: stream.codecpar.height };
  const frame = createPicture(size);
  const given = new Packet();
  given.alloc();
  const parameterSets = createParameterSets(stream.codecpar.extradata);
  let view: Buffer | null = null;
  return {
    size,
    late: 0,
    broken: 0,
    next: async () => {
      if (!(await pump.fresh())) return null;
      const { packet, capturedUs, keyframe } = pump.queue.first;
      if (view) endView(view);
      given.unref();
      given.ref(packet);
      pump.queue.shift();
      view = given.data!;
      const data = keyframe ? parameterSets.before(view) : view;
      return { frame, capturedUs, encoded: { data, keyframe } };
    },
    close: () => {
      if (view) endView(view);
      given.free();
      frame.free();
    },
  };
}
