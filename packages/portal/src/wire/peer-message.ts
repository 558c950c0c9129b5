import * as v from 'valibot';
import { type Codec, codecs } from './codec-set.ts';

/**
 * What of a room its picture shows where the people are: how high in metres, and how far its lower edge is above the floor. A height
 * of 0 says that it is not known, or not any more.
 */
export interface RoomView {
  readonly type: 'view';
  readonly pictureHeightM: number;
  readonly bottomM: number;
}

/**
 * What two portals say to each other beside the media, over the link's reliable channel.
 *
 * - `keyframe`: the next picture must stand by itself, the receiver cannot go on
 * - `decoders`: what the receiver of pictures decodes
 * - `view`: what of the room the sender's picture shows
 * - `flash`: show this code (32 bits) on the screen for a moment, for a measurement
 * - `flashed`: the code was presented then, in µs of the sender's clock
 */
export type PeerMessage =
  | { readonly type: 'keyframe' }
  | { readonly type: 'decoders'; readonly codecs: readonly Codec[] }
  | RoomView
  | { readonly type: 'flash'; readonly code: number }
  | { readonly type: 'flashed'; readonly code: number; readonly presentedUs: number };

const uint32 = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));

const schema = v.variant('type', [
  v.object({ type: v.literal('keyframe') }),
  // Codecs that this version doesn't know are left out.
  v.object({
    type: v.literal('decoders'),
    codecs: v.pipe(
      v.array(v.string()),
      v.maxLength(32),
      v.transform((names) => codecs.filter((codec) => names.includes(codec))),
    ),
  }),
  v.object({
    type: v.literal('view'),
    pictureHeightM: v.union([v.literal(0), v.pipe(v.number(), v.minValue(0.01), v.maxValue(1000))]),
    bottomM: v.pipe(v.number(), v.minValue(-1000), v.maxValue(1000)),
  }),
  v.object({ type: v.literal('flash'), code: uint32 }),
  v.object({
    type: v.literal('flashed'),
    code: uint32,
    presentedUs: v.pipe(v.number(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER)),
  }),
]);

/** One message as bytes (JSON in UTF-8). */
export function encodePeerMessage(message: PeerMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message));
}

/** A message of the other portal; undefined for one that this version doesn't know, or that is out of range. */
export function decodePeerMessage(bytes: Uint8Array): PeerMessage | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  } catch {
    return undefined;
  }
  const result = v.safeParse(schema, parsed);
  return result.success ? result.output : undefined;
}
