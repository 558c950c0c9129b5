import { nowUs } from '@ajar/actor';
import type { PictureScreen } from '@ajar/screen';
import { newHead } from '../../wire/media-message.ts';
import type { Stage } from './relay.ts';
import type { PictureTally } from './tally.ts';

/** What may go wrong while showing, and what people may do to a window. */
export interface ShowEvents {
  /** A picture of this size is shown next. */
  onPicture(width: number, height: number): void;
  /** A picture could not be decoded: nothing that refers to it can be. */
  onBroken(): void;
  /** Somebody closed the window. */
  onQuit(): void;
  /** The screen is gone. One line for people. */
  onFailed(message: string): void;
}

const pumpEveryMs = 16;
const enoughDecoderThreads = 2;

/** Decodes every picture and presents the newest: one that has been overtaken while presenting is not shown. */
export async function openShow(
  screen: PictureScreen,
  tally: PictureTally,
  events: ShowEvents,
): Promise<Stage> {
  // Loaded here and not above, so that a portal whose pictures go to pages never loads FFmpeg in its screen.
  const { openVideoDecoder } = await import('@ajar/media');
  const decoder = openVideoDecoder({ threads: enoughDecoderThreads });
  let waiting: ReturnType<typeof decoder.decode>;
  let waitingDecodedUs = 0;
  const waitingHead = newHead();
  let isPlanned = false;

  const pumping = setInterval(() => {
    for (let event = screen.pump(); event !== undefined; event = screen.pump()) {
      if (event.type === 'quit') events.onQuit();
      else if (event.type === 'failed') events.onFailed(event.message);
    }
  }, pumpEveryMs);

  return {
    picture(head, data) {
      let decoded: typeof waiting;
      try {
        decoded = decoder.decode(data);
      } catch {
        decoded = undefined;
      }
      if (decoded === undefined || !decoded.clean) {
        tally.undecodable++;
        events.onBroken();
        return;
      }
      if (waiting !== undefined) tally.late++;
      waiting = decoded;
      waitingDecodedUs = nowUs();
      Object.assign(waitingHead, head);
      tally.size = `${decoded.width}x${decoded.height}`;
      if (isPlanned) return;
      isPlanned = true;
      // After whatever else has arrived: a newer picture may be among it.
      setImmediate(present);
    },
    close() {
      clearInterval(pumping);
      waiting = undefined;
      decoder.close();
    },
  };

  function present(): void {
    isPlanned = false;
    if (waiting === undefined) return;
    events.onPicture(waiting.width, waiting.height);
    const presentedUs = screen.show(waiting, {
      number: waitingHead.number,
      capturedUs: waitingHead.capturedUs,
      receivedUs: waitingHead.completeUs,
      decodedUs: waitingDecodedUs,
    });
    waiting = undefined;
    if (presentedUs === undefined) return;
    tally.presented(waitingHead, waitingDecodedUs, presentedUs);
  }
}
