import { nowUs } from '@ajar/actor';
import { type PictureMode, PicturePlayout } from '@ajar/jitter';
import type { DecodedPicture, VideoDecoder } from '@ajar/media';
import type { PictureScreen } from '@ajar/screen';
import { type MediaHead, newHead } from '../../wire/media-message.ts';
import type { Stage } from './relay.ts';
import type { PictureTally } from './tally.ts';

export interface ShowOptions {
  readonly present: PictureMode;
  /** Show pictures with something missing. */
  readonly showBroken: boolean;
}

/** What may go wrong while showing, and what people may do to a window. */
export interface ShowEvents {
  /** A whole picture of this size is about to be shown; its planes are valid during the call. */
  onPicture(picture: DecodedPicture, head: MediaHead): void;
  /** A picture was presented, at µs of this machine's clock; `head` is valid during the call. */
  onPresented(head: MediaHead, decodedUs: number, presentedUs: number): void;
  /** Somebody closed the window. */
  onQuit(): void;
  /** The screen is gone. One line for people. */
  onFailed(message: string): void;
}

const pumpEveryMs = 16;
const enoughDecoderThreads = 2;
/** A waiting picture so near to its time is presented when the next one comes, rather than given up. µs. */
const earlyUs = 8000;
const lateUs = 1000;

/**
 * Decodes every picture and presents the newest: one that is overtaken before its time has come is not shown, and one with something
 * missing only where that is wanted. After a loss it goes on decoding: a wave of intra refresh makes the picture whole, or a keyframe does.
 */
export async function openShow(
  screen: PictureScreen,
  tally: PictureTally,
  { present: mode, showBroken }: ShowOptions,
  events: ShowEvents,
): Promise<Stage> {
  // Loaded here and not above, so that a portal whose pictures go to pages never loads FFmpeg in its screen.
  const { codecOf, decodableCodecs, openVideoDecoder } = await import('@ajar/media');
  const playout = new PicturePlayout(mode);
  const waitingHead = newHead();
  let decoder: VideoDecoder | undefined;
  let lastNumber = -1;
  let isWaiting = false;
  /** The picture that waits, until it is uploaded. */
  let waitingPicture: DecodedPicture | undefined;
  let waitingDecodedUs = 0;
  let dueUs = 0;
  let immediate: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;

  const pumping = setInterval(() => {
    for (let event = screen.pump(); event !== undefined; event = screen.pump()) {
      if (event.type === 'quit') events.onQuit();
      else if (event.type === 'failed') events.onFailed(event.message);
    }
  }, pumpEveryMs);

  return {
    codecs: decodableCodecs(),
    repairs: true,
    picture(head, data) {
      if (mode === 'smooth') presentIfNearlyDue();
      // Its planes end with the next call of the decoder, and nothing is uploaded that has been overtaken.
      if (waitingPicture !== undefined) overtake();
      const decoded = decode(head, data);
      if (decoded === undefined) {
        tally.undecodable++;
        return false;
      }
      if (decoded.clean || showBroken) wait(decoded, head);
      else tally.broken++;
      return decoded.clean;
    },
    close() {
      clearInterval(pumping);
      forget();
      decoder?.close();
    },
  };

  function decode(head: MediaHead, data: Uint8Array): DecodedPicture | undefined {
    const isGap = head.number !== (lastNumber + 1) >>> 0;
    lastNumber = head.number;
    if (head.keyframe) follow(data);
    else if (isGap) decoder?.lost();
    try {
      return decoder?.decode(data);
    } catch {
      return undefined;
    }
  }

  /** Another codec takes another decoder. One that there is none for is counted picture by picture. */
  function follow(keyframe: Uint8Array): void {
    const codec = codecOf(keyframe) ?? decoder?.codec ?? 'h264';
    if (decoder?.codec === codec) return;
    decoder?.close();
    decoder = undefined;
    try {
      decoder = openVideoDecoder({ codec, threads: enoughDecoderThreads });
    } catch {
      // The other portal was told what can be decoded here; it will come back to it.
    }
  }

  function wait(decoded: DecodedPicture, head: MediaHead): void {
    if (isWaiting) overtake();
    isWaiting = true;
    waitingPicture = decoded;
    waitingDecodedUs = nowUs();
    Object.assign(waitingHead, head);
    tally.size = `${decoded.width}x${decoded.height}`;
    dueUs = playout.dueUs(head.capturedUs, waitingDecodedUs);
    const waitMs = Math.round((dueUs - waitingDecodedUs) / 1000);
    // At once is after whatever else has arrived: a newer picture may be among it.
    if (waitMs < 1) {
      immediate = setImmediate(present);
      return;
    }
    try {
      prepare();
    } catch (error) {
      forget();
      events.onFailed((error as Error).message);
      return;
    }
    timer = setTimeout(present, Math.max(1, Math.round((dueUs - nowUs()) / 1000)));
  }

  function overtake(): void {
    tally.late++;
    forget();
  }

  /** Uploads the picture that waits, if that has not been done. */
  function prepare(): void {
    const picture = waitingPicture;
    if (picture === undefined) return;
    waitingPicture = undefined;
    const { number, capturedUs, completeUs: receivedUs } = waitingHead;
    events.onPicture(picture, waitingHead);
    screen.prepare(picture, { number, capturedUs, receivedUs, decodedUs: waitingDecodedUs });
  }

  function presentIfNearlyDue(): void {
    if (!isWaiting) return;
    const leftUs = dueUs - nowUs();
    if (leftUs < earlyUs && leftUs > -lateUs) present();
  }

  function present(): void {
    let presentedUs: number | undefined;
    try {
      prepare();
      presentedUs = screen.present();
    } catch (error) {
      events.onFailed((error as Error).message);
    }
    forget();
    if (presentedUs === undefined) return;
    tally.presented(waitingHead, waitingDecodedUs, presentedUs);
    events.onPresented(waitingHead, waitingDecodedUs, presentedUs);
  }

  /** Nothing waits any more. */
  function forget(): void {
    isWaiting = false;
    waitingPicture = undefined;
    clearImmediate(immediate);
    clearTimeout(timer);
  }
}
