import type { EncodedInfo, EncodedScreen } from '@ajar/screen';
import type { MediaHead } from '../../wire/media-message.ts';
import type { PictureTally } from './tally.ts';

/** What the screen's actor does with a picture that may be shown. */
export interface Stage {
  /** Takes the next picture in order; `data` is valid during the call. */
  picture(head: MediaHead, data: Uint8Array): void;
  close(): void;
}

/** Passes pictures on to pages, which decode and present them. */
export function openRelay(screen: EncodedScreen, tally: PictureTally): Stage {
  return {
    picture(head, data) {
      if (screen.viewers > 0) tally.given(head);
      const info: EncodedInfo = {
        number: head.number,
        keyframe: head.keyframe,
        capturedUs: head.capturedUs,
        receivedUs: head.completeUs,
      };
      screen.showEncoded(data, info);
    },
    close() {},
  };
}
