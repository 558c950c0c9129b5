import {
  AVCHROMA_LOC_LEFT,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
} from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { allocateFrame } from '../codec/picture-frame.ts';
import type { Size } from '../size.ts';

/** A new yuv420p frame with memory of its own, marked as BT.709 limited range. The caller frees it. */
export function createPicture(size: Size): Frame {
  const frame = allocateFrame(size);
  frame.colorSpace = AVCOL_SPC_BT709;
  frame.colorPrimaries = AVCOL_PRI_BT709;
  frame.colorTrc = AVCOL_TRC_BT709;
  frame.colorRange = AVCOL_RANGE_MPEG;
  frame.chromaLocation = AVCHROMA_LOC_LEFT;
  return frame;
}
