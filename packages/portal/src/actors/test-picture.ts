import { type ActorFactory, nowUs } from '@ajar/actor';
import { openScreen } from '@ajar/screen';
import type { ScreenMeasures } from '../calibrate/geometry.ts';
import { drawTestPicture } from '../calibrate/test-picture/test-picture.ts';
import type { ScreenSettings } from '../config/settings.ts';
import type { Size } from '../config/values.ts';

/** Which picture is shown, and where. */
export interface TestPictureConfig {
  /** A screen that shows decoded pictures: `window:` or `file:`. */
  readonly spec: string;
  /** The monitor and the keystone are those of the door. */
  readonly settings: ScreenSettings;
  readonly screen: ScreenMeasures;
  readonly eyeHeightM: number | undefined;
}

/** What becomes of it. */
export type TestPictureReport =
  | { readonly kind: 'shown'; readonly description: string }
  | { readonly kind: 'closed' };

const pumpEveryMs = 30;
const showEveryMs = 500;
/** Height of the picture before the screen has said how many pixels it has. */
const firstHeight = 1080;
const whole = { x: 0, y: 0, width: 1, height: 1 } as const;

/** Covers a screen with the picture that it is checked by, drawn anew for as many pixels as the screen has. */
export const create: ActorFactory<TestPictureConfig, never, TestPictureReport> = async (config, context) => {
  const { spec, settings, screen: measured, eyeHeightM } = config;
  const { monitor, keystone, vsync } = settings;
  const first = evenSize(Math.round((firstHeight * measured.widthM) / measured.heightM), firstHeight);
  const screen = await openScreen(spec, {
    title: 'Ajar test picture',
    size: first,
    fullscreen: true,
    vsync,
    ...(monitor !== undefined && { monitor }),
    ...(keystone && { keystone }),
    nowUs,
  });
  if (!screen.wantsDecoded) throw new Error('a page does not show the test picture; use window:');
  // The measures are those of the whole screen, whatever the shape of its pixels.
  screen.place({ source: whole, target: whole });
  let picture = drawTestPicture(first, measured, eyeHeightM);
  let number = 0;
  const show = (): void => {
    const atUs = nowUs();
    screen.show(picture, { number: number++, capturedUs: atUs });
  };
  show();
  context.emit({ kind: 'shown', description: screen.description });

  // Again and again: window systems lose pictures, and files have one more frame.
  const showing = setInterval(show, showEveryMs);
  const pumping = setInterval(() => {
    for (let event = screen.pump(); event !== undefined; event = screen.pump()) {
      if (event.type === 'quit') context.emit({ kind: 'closed' });
      else if (event.type === 'failed') context.fail(new Error(event.message));
      else if (event.type === 'resize') {
        picture = drawTestPicture(evenSize(event.width, event.height), measured, eyeHeightM);
        show();
      }
    }
  }, pumpEveryMs);

  return {
    receive() {},
    async stop() {
      clearInterval(showing);
      clearInterval(pumping);
      await screen.close();
    },
  };
};

function evenSize(width: number, height: number): Size {
  return { width: evenSide(width), height: evenSide(height) };
}

function evenSide(side: number): number {
  return Math.min(8192, Math.max(64, side & ~1));
}
