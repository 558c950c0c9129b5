import { NAL_KEYFRAME_SLICE, NAL_PPS, NAL_SPS, nalType, nextNal } from '../codec/annex-b.ts';

/** Sees to it that keyframes carry what a decoder needs to begin with them. */
export interface ParameterSets {
  /** The keyframe itself where it has its parameter sets, else a copy with those that came last in front of it. */
  before(keyframe: Uint8Array): Uint8Array;
}

/** @param extradata what the camera said of its stream at the start; ignored where it is not Annex B */
export function createParameterSets(extradata: Uint8Array | null): ParameterSets {
  let known = extradata && headOf(extradata).hasBoth ? Uint8Array.from(extradata) : undefined;
  return {
    before: (keyframe) => {
      const { hasBoth, end } = headOf(keyframe);
      if (hasBoth) {
        if (known?.length !== end || !Buffer.from(known.buffer).equals(keyframe.subarray(0, end)))
          known = Uint8Array.from(keyframe.subarray(0, end));
        return keyframe;
      }
      return known ? Buffer.concat([known, keyframe]) : keyframe;
    },
  };
}

/** What stands in front of the first slice. */
function headOf(data: Uint8Array): { hasBoth: boolean; end: number } {
  let sps = false;
  let pps = false;
  let end = data.length;
  for (let at = nextNal(data, 0); at !== -1; at = nextNal(data, at)) {
    const type = nalType(data, at);
    if (type === NAL_SPS) sps = true;
    else if (type === NAL_PPS) pps = true;
    else if (type <= NAL_KEYFRAME_SLICE) {
      // A start code may be of three bytes or of four.
      end = at >= 4 && data[at - 4] === 0 ? at - 4 : at - 3;
      break;
    }
  }
  return { hasBoth: sps && pps, end };
}
