import type { Frame } from 'node-av/lib';
import { MediaError } from '../error.ts';
import type { DecodedPicture } from './decoded-picture.ts';
import { PATCHES, type TrialPictures } from './trial-pictures.ts';
import { codecOf } from './video-codec.ts';
import { openVideoDecoder } from './video-decoder.ts';
import type { VideoEncoder } from './video-encoder.ts';

/**
 * Lets an encoder encode a few frames, some of them keyframes on demand, and decodes them again.
 *
 * @param shareBytes what a frame may have, about
 * @param isKnown the stream is known to hold the right picture: only that it is decoded at once counts
 * @throws MediaError `encoder` in one line when a frame isn't given out at once, when a keyframe on demand is none or has no parameter
 * sets, when frames are far larger than their share, when they do not decode at once, or when what comes out is another picture
 */
export function tryEncoder(
  encoder: VideoEncoder,
  pictures: TrialPictures,
  shareBytes: number,
  isKnown: boolean,
): void {
  using decoder = openVideoDecoder({ codec: encoder.codec, threads: 1 });
  // The nearest counts: a keyframe may be coarse where the bitrate is low, and the next pictures refine it.
  let distance = 255;
  for (const [index, step] of (isKnown ? STEPS.slice(0, 3) : STEPS).entries()) {
    const frame = pictures[step.picture];
    const { data, keyframe } = encoder.encode(frame, index, { keyframe: step.keyframe });
    if (step.keyframe && !(keyframe && codecOf(data) === encoder.codec)) {
      fail(encoder, 'gives no keyframe with parameter sets when asked for one');
    }
    if (data.length > shareBytes * MAX_OVERRUN) {
      fail(
        encoder,
        `made a frame of ${(data.length / shareBytes).toFixed(1)} times its share of the bitrate`,
      );
    }
    const picture = decoder.decode(data);
    if (picture === undefined) fail(encoder, 'makes a stream that is decoded with delay');
    if (!picture.clean) fail(encoder, 'makes a stream that does not decode cleanly');
    if (step.picture === 'patches') distance = Math.min(distance, distanceOf(picture, frame));
  }
  if (!isKnown && distance > MAX_DISTANCE)
    fail(encoder, `changes the picture: colours differ by ${distance} of 255`);
}

/** Small frames, large ones, and a large keyframe. */
const STEPS = [
  { picture: 'patches', keyframe: true },
  { picture: 'patches', keyframe: false },
  { picture: 'noisy', keyframe: false },
  { picture: 'noisy', keyframe: true },
  { picture: 'patches', keyframe: false },
  { picture: 'patches', keyframe: false },
] as const;
/** Rate control has to begin somewhere; who makes a frame twice as large as it may would do so at every cut. */
const MAX_OVERRUN = 1.5;
const MAX_DISTANCE = 12;

function fail(encoder: VideoEncoder, what: string): never {
  throw new MediaError('encoder', `${encoder.name} ${what}`);
}

/** The largest difference in the middle of a patch, over all planes. */
function distanceOf(picture: DecodedPicture, frame: Frame): number {
  if (picture.width !== frame.width || picture.height !== frame.height) return 255;
  let most = 0;
  for (const [index, plane] of picture.planes.entries()) {
    const width = index === 0 ? picture.width : picture.width >> 1;
    const height = index === 0 ? picture.height : picture.height >> 1;
    const original = frame.data![index]!;
    for (let patch = 0; patch < PATCHES * PATCHES; patch++) {
      const x = Math.floor((((patch % PATCHES) + 0.5) * width) / PATCHES);
      const y = Math.floor(((Math.floor(patch / PATCHES) + 0.5) * height) / PATCHES);
      const difference = plane[y * picture.strides[index]! + x]! - original[y * frame.linesize[index]! + x]!;
      most = Math.max(most, Math.abs(difference));
    }
  }
  return most;
}
