import type { Duplex } from 'node:stream';
import { type ActorFactory, ChannelClient, nowUs } from '@ajar/actor';
import { openScreen, type Screen, type ScreenOptions, type UpgradeRequest } from '@ajar/screen';
import type { RoomMeasures } from '../calibrate/measures.ts';
import type { Settings } from '../config/settings.ts';
import type { MeasureNews } from '../measure/news.ts';
import type { ScreenReport } from '../stats/stats.ts';
import { type Codec, codecBits } from '../wire/codec-set.ts';
import { HeadWriter, headBytes, type MediaHead, newHead, readHead } from '../wire/media-message.ts';
import { decodePeerMessage } from '../wire/peer-message.ts';
import { KeyframeGate } from './keyframe-gate.ts';
import { openFlashes } from './screen/flashes.ts';
import { HoldLine } from './screen/hold-line.ts';
import { LifeSize } from './screen/life-size.ts';
import { openRelay } from './screen/relay.ts';
import { openShow } from './screen/show.ts';
import { PictureTally } from './screen/tally.ts';

/** A window's inner size and upper left corner, in points. */
export interface WindowPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a screen's process needs to know. */
export interface ScreenConfig {
  readonly spec: string;
  /** Of the window. */
  readonly title: string;
  /** Where a window is put at first; undefined: wherever the desktop likes. */
  readonly place: WindowPlace | undefined;
  /** The link's socket. */
  readonly socket: string;
  readonly settings: Settings;
}

/** A page's HTTP upgrade request; its connection comes along with it. */
export interface ViewRequest extends UpgradeRequest {
  /** What was read beyond the request. */
  readonly head: Uint8Array;
}

/** What a screen is told: of a page that wants to see, of the room's measures, to measure the delay, and to wait for the sound. */
export type ScreenMessage =
  | { readonly kind: 'view'; readonly request: ViewRequest }
  | { readonly kind: 'room'; readonly room: RoomMeasures }
  | { readonly kind: 'measure'; readonly seconds: number }
  /** How long after its capture every picture is to be seen, for sound that is late; 0: as soon as can be. */
  | { readonly kind: 'hold'; readonly ms: number };

/** What a screen tells the portal. */
export type ScreenReportMessage =
  | { readonly kind: 'report'; readonly report: ScreenReport }
  /** One line for people. */
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'measure'; readonly news: MeasureNews }
  | { readonly kind: 'closed' };

const reportEveryMs = 250;

/** Decodes and presents, or passes on to pages that do. Raw pictures never leave its process. */
export const create: ActorFactory<ScreenConfig, ScreenMessage, ScreenReportMessage> = async (
  config,
  context,
) => {
  const tally = new PictureTally();
  const gate = new KeyframeGate();
  const head = newHead();
  const writer = new HeadWriter();

  const screen: Screen = await openScreen(config.spec, {
    title: config.title,
    ...(config.place && { position: config.place, size: config.place }),
    ...screenOptions(config.settings.screen),
    nowUs,
    codecsChanged: tellCodecs,
    presented(number, decodedUs, presentedUs) {
      tally.presentedByPage(number, decodedUs, presentedUs);
      line.presented(number, presentedUs);
    },
    keyframeWanted: askForKeyframe,
  });
  const lifeSize = new LifeSize(
    (placement) => {
      if (screen.wantsDecoded) screen.place(placement);
    },
    (sentence) => context.emit({ kind: 'warning', message: `life size: ${sentence}` }),
  );
  const flashes = screen.wantsDecoded
    ? await openFlashes(screen, {
        isWindow: config.spec.startsWith('window:'),
        ask: (code) => channel.send(writer.signal('flash', code)),
        flashed(code, presentedUs) {
          channel.send(
            writer.write({ ...newHead(), kind: 'flashed', number: code, capturedUs: presentedUs }),
          );
        },
        tell: (news) => context.emit({ kind: 'measure', news }),
      })
    : undefined;
  const stage = screen.wantsDecoded
    ? await openShow(screen, tally, config.settings.video, {
        onPicture(picture) {
          lifeSize.picture(picture.width, picture.height);
          flashes?.picture(picture);
        },
        onPresented(shown, decodedUs, presentedUs) {
          line.presented(shown.number, presentedUs);
          flashes?.presented(shown, decodedUs, presentedUs);
        },
        onQuit: () => context.emit({ kind: 'closed' }),
        onFailed: (message) => context.fail(new Error(message)),
      })
    : openRelay(screen, tally);

  const line = new HoldLine(seePicture);
  let passing: NodeJS.Timeout | undefined;
  const channel = new ChannelClient(config.socket, {
    onOpen(open) {
      open.send(writer.hello('screen'));
      tellCodecs(stage.codecs);
      gate.shut();
    },
    onMessage(message) {
      if (!readHead(message, head)) return;
      if (head.kind === 'picture-lost') gate.shut();
      else if (head.kind === 'view') seeView(message.subarray(headBytes));
      else if (head.kind === 'flash') flashes?.show(head.number);
      else if (head.kind === 'flashed') flashes?.shown(head.number, head.capturedUs);
      else if (head.kind !== 'picture') return;
      else {
        line.add(head, message.subarray(headBytes), nowUs());
        passLater();
      }
      if (gate.wantsKeyframe(nowUs())) askForKeyframe();
    },
  });

  const reporting = setInterval(() => {
    const heldMs = line.heldMs(nowUs());
    context.emit({ kind: 'report', report: { ...tally.report(screen.description), heldMs } });
  }, reportEveryMs);

  return {
    receive(message, handle) {
      if (message.kind === 'room') {
        lifeSize.room(message.room);
        return;
      }
      if (message.kind === 'measure') {
        flashes?.measure(message.seconds);
        return;
      }
      if (message.kind === 'hold') {
        line.hold(message.ms);
        return;
      }
      // The page may have left while its connection was on the way.
      if (!screen.wantsDecoded && handle !== undefined) {
        screen.adopt(message.request, handle as Duplex, message.request.head);
      }
    },
    async stop() {
      clearInterval(reporting);
      clearTimeout(passing);
      channel.close();
      flashes?.close();
      stage.close();
      await screen.close();
    },
  };

  function seePicture(shown: MediaHead, data: Uint8Array): void {
    if (!gate.admit(shown.number, shown.keyframe) && !stage.repairs) tally.undecodable++;
    else if (stage.picture(shown, data)) gate.opens(shown.number);
    else gate.shut();
  }

  /** Pictures that wait for the sound go on when it is time. */
  function passLater(): void {
    if (line.nextUs === undefined || passing !== undefined) return;
    passing = setTimeout(
      () => {
        passing = undefined;
        line.pass(nowUs());
        passLater();
      },
      Math.max(1, Math.round((line.nextUs - nowUs()) / 1000)),
    );
  }

  function seeView(body: Uint8Array): void {
    const message = decodePeerMessage(body);
    if (message?.type === 'view') lifeSize.view(message);
  }

  function tellCodecs(codecs: readonly Codec[]): void {
    channel.send(writer.signal('decoders', codecBits(codecs)));
  }

  function askForKeyframe(): void {
    channel.send(writer.signal('keyframe-wanted'));
  }
};

/** What of the settings a window takes, as its options. */
function screenOptions({
  monitor,
  crop,
  keystone,
  fullscreen,
  vsync,
}: Settings['screen']): Partial<ScreenOptions> {
  return {
    fullscreen,
    vsync,
    ...(monitor !== undefined && { monitor }),
    ...(crop && { crop }),
    ...(keystone && { keystone }),
  };
}
