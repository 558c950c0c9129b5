import { adviceOnPeer } from '../../calibrate/advice.ts';
import { type Placement, placePicture, screenOf, type View } from '../../calibrate/geometry.ts';
import type { RoomMeasures } from '../../calibrate/measures.ts';

/**
 * Keeps the other room's picture where a metre of that room is a metre of this one, as soon as both rooms' measures and
 * the picture's shape are known, and leaves it to be letterboxed while they are not.
 */
export class LifeSize {
  readonly #place: (placement: Placement | undefined) => void;
  readonly #advise: (sentence: string) => void;
  #advised = '';
  #room: RoomMeasures = {};
  #view: View | undefined;
  #width = 0;
  #height = 0;

  /**
   * @param place called when the placement has changed; undefined for as large as the screen takes it
   * @param advise called with one sentence when people over there cannot be seen whole
   */
  constructor(place: (placement: Placement | undefined) => void, advise: (sentence: string) => void) {
    this.#place = place;
    this.#advise = advise;
  }

  /** This room's measures, now or from now on. */
  room(room: RoomMeasures): void {
    this.#room = room;
    this.#update();
  }

  /** What of the other room its picture shows; a height of 0 when that is not known. */
  view({ pictureHeightM, bottomM }: View): void {
    this.#view = pictureHeightM > 0 ? { pictureHeightM, bottomM } : undefined;
    this.#update();
  }

  /** The size of the picture that comes next. */
  picture(width: number, height: number): void {
    if (width === this.#width && height === this.#height) return;
    this.#width = width;
    this.#height = height;
    this.#update();
  }

  #update(): void {
    const screen = screenOf(this.#room);
    if (screen === undefined || this.#view === undefined || this.#height === 0) {
      this.#place(undefined);
      return;
    }
    const aspect = this.#width / this.#height;
    this.#place(placePicture(this.#view, aspect, screen));
    const advice = adviceOnPeer(this.#room, this.#view, aspect).join('; ');
    if (advice !== this.#advised && advice !== '') this.#advise(advice);
    this.#advised = advice;
  }
}
