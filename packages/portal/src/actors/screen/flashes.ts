import { nowUs } from '@ajar/actor';
import type { PictureScreen, PlanarPicture } from '@ajar/screen';
import { codeOf, stampOf } from '../../measure/flash-code.ts';
import { FlashLamp } from '../../measure/flash-lamp.ts';
import { Glance } from '../../measure/glance.ts';
import { Measurement } from '../../measure/measurement.ts';
import type { MeasureNews } from '../../measure/news.ts';
import type { MediaHead } from '../../wire/media-message.ts';

export interface FlashEnds {
  /** Whether a camera could see what this screen shows. */
  readonly isWindow: boolean;
  /** Have the other portal show a code. */
  ask(code: number): void;
  /** The other portal's code was presented here. */
  flashed(code: number, presentedUs: number): void;
  tell(news: MeasureNews): void;
}

/** The two sides of a measurement: shows the other portal's codes on this screen, and looks for ours in its picture. */
export interface Flashes {
  /** The other portal wants this code shown. */
  show(code: number): void;
  /** The other portal has shown our code, at µs of this clock. */
  shown(code: number, atUs: number): void;
  measure(seconds: number): void;
  /** A picture that is about to be presented; its planes are read during the call. */
  picture(picture: PlanarPicture): void;
  presented(head: MediaHead, decodedUs: number, presentedUs: number): void;
  close(): void;
}

const askEveryMs = 10;
const tellEveryMs = 500;

/** @param screen shows what the other portal's camera sees */
export async function openFlashes(screen: PictureScreen, ends: FlashEnds): Promise<Flashes> {
  const { findStampsInLuma, stampCells } = await import('@ajar/media');
  const lamp = new FlashLamp({
    overlay: (code) => screen.overlay(code === undefined ? undefined : stampCells(stampOf(code))),
    present: () => screen.present(),
  });
  const glance = new Glance();
  let measurement: Measurement | undefined;
  let asking: NodeJS.Timeout | undefined;
  let telling: NodeJS.Timeout | undefined;

  return {
    show(code) {
      if (!ends.isWindow) return;
      const presentedUs = lamp.flash(code, nowUs());
      if (presentedUs !== undefined) ends.flashed(code, presentedUs);
    },
    shown: (code, atUs) => measurement?.flashed(code, atUs),
    measure(seconds) {
      end();
      measurement = new Measurement(nowUs(), seconds, Math.random);
      asking = setInterval(ask, askEveryMs);
      telling = setInterval(tell, tellEveryMs);
    },
    picture(picture) {
      if (!measurement?.isLooking(nowUs())) return;
      glance.take(picture);
      measurement.size = `${picture.width}x${picture.height}`;
    },
    presented(head, decodedUs, presentedUs) {
      if (glance.height === 0) return;
      // After it was presented, so that looking adds nothing to what is measured.
      for (const { value } of findStampsInLuma(glance.rows, glance.width, glance.width, glance.height)) {
        const code = codeOf(value);
        if (code !== undefined) measurement?.presented(code, head, decodedUs, presentedUs);
      }
      glance.forget();
    },
    close() {
      end();
      lamp.close();
    },
  };

  function ask(): void {
    if (measurement === undefined) return;
    const atUs = nowUs();
    const code = measurement.ask(atUs);
    if (code !== undefined) ends.ask(code);
    if (!measurement.isOver(atUs)) return;
    ends.tell({ type: 'measured', measured: measurement.result(), problem: null });
    end();
  }

  function tell(): void {
    if (measurement) ends.tell({ type: 'measuring', shown: measurement.shown, seen: measurement.seen });
  }

  function end(): void {
    clearInterval(asking);
    clearInterval(telling);
    measurement = undefined;
  }
}
