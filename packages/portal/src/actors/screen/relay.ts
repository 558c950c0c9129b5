import type { EncodedInfo, EncodedScreen } from '@ajar/screen';
import type { Codec } from '../../wire/codec-set.ts';
import type { MediaHead } from '../../wire/media-message.ts';
import type { PictureTally } from './tally.ts';

/** What the screen's actor does with the pictures that arrive. */
export interface Stage {
  /** What it decodes now. */
  readonly codecs: readonly Codec[];
  /** Whether it wants pictures too whose references are missing, because intra refresh makes them whole in time. */
  readonly repairs: boolean;
  /** Takes the next picture in order; `data` is valid during the call. True when it is whole. */
  picture(head: MediaHead, data: Uint8Array): boolean;
  close(): void;
}

/** Passes pictures on to pages, which decode and present them. */
export function openRelay(screen: EncodedScreen, tally: PictureTally): Stage {
  return {
    get codecs() {
      return screen.codecs;
    },
    repairs: false,
    picture(head, data) {
      if (screen.viewers > 0) tally.given(head);
      const info: EncodedInfo = {
        number: head.number,
        keyframe: head.keyframe,
        capturedUs: head.capturedUs,
        receivedUs: head.completeUs,
      };
      screen.showEncoded(data, info);
      return true;
    },
    close() {},
  };
}
