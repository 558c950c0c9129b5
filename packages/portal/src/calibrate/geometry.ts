import type { RoomMeasures } from './measures.ts';

/** A part of a picture or of a screen, in fractions of its width and height from the upper left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What of a room a picture shows where its people stand: how high, and its lower edge's height above the floor. */
export interface View {
  readonly pictureHeightM: number;
  readonly bottomM: number;
}

/** Which part of the picture goes where on the screen. What is not covered stays black. */
export interface Placement {
  readonly source: Rect;
  readonly target: Rect;
}

/** What is done to a camera's picture before it is sent, and the shapes it has. */
export interface PictureShaping {
  /** Part of the camera's picture, before the turn. */
  readonly crop?: Rect | undefined;
  /** Clockwise. */
  readonly rotate?: 0 | 90 | 180 | 270 | undefined;
}

/** A screen on the wall, in metres. */
export interface ScreenMeasures {
  readonly widthM: number;
  readonly heightM: number;
  /** From the floor to its lower edge. */
  readonly bottomM: number;
}

/** Nobody sees what is smaller, and no screen draws it. */
const leastShare = 1e-3;

/** The part of the screen's measures that a placement needs; undefined when one is missing. */
export function screenOf(room: RoomMeasures): ScreenMeasures | undefined {
  const { screenWidthM: widthM, screenHeightM: heightM, screenBottomM: bottomM } = room;
  if (widthM === undefined || heightM === undefined || bottomM === undefined) return undefined;
  return { widthM, heightM, bottomM };
}

/**
 * What of this room the picture shows at the people's distance, by a pinhole camera that looks straight ahead; undefined
 * when a measure is missing.
 */
export function viewOf(room: RoomMeasures, shaping: PictureShaping = {}): View | undefined {
  const { cameraHeightM, verticalFovDeg, personDistanceM } = room;
  if (cameraHeightM === undefined || verticalFovDeg === undefined || personDistanceM === undefined) {
    return undefined;
  }
  const wholeM = 2 * personDistanceM * Math.tan((verticalFovDeg * Math.PI) / 360);
  const { y, height } = uprightCrop(shaping);
  return {
    pictureHeightM: wholeM * height,
    bottomM: cameraHeightM + wholeM / 2 - wholeM * (y + height),
  };
}

/**
 * Where the other room's picture has to be on this screen for a metre there to be a metre here and the floors to be
 * one floor. What does not fit is left out, the sides equally; undefined when it would be less than a thousandth of
 * the picture, or of the screen.
 *
 * @param aspect width by height of the picture, as it is shown
 */
export function placePicture(view: View, aspect: number, screen: ScreenMeasures): Placement | undefined {
  const bottomM = Math.max(view.bottomM, screen.bottomM);
  const topM = Math.min(view.bottomM + view.pictureHeightM, screen.bottomM + screen.heightM);
  if (!(topM > bottomM)) return undefined;
  const pictureWidthM = view.pictureHeightM * aspect;
  const widthM = Math.min(pictureWidthM, screen.widthM);
  const source = centred(widthM / pictureWidthM, bottomM, topM, view.bottomM, view.pictureHeightM);
  const target = centred(widthM / screen.widthM, bottomM, topM, screen.bottomM, screen.heightM);
  const least = Math.min(source.width, source.height, target.width, target.height);
  return least < leastShare ? undefined : { source, target };
}

/**
 * The vertical field of view in degrees, from something of known height that stands upright in the middle of the
 * picture.
 *
 * @param heightM of the thing
 * @param distanceM from the camera to it
 * @param share of the picture's height that it takes, 0 to 1
 */
export function fovFromObject(heightM: number, distanceM: number, share: number): number {
  return (Math.atan(heightM / share / 2 / distanceM) * 360) / Math.PI;
}

/** The part that is kept, in fractions of the picture after the turn. */
function uprightCrop({ crop, rotate }: PictureShaping): Rect {
  if (crop === undefined) return { x: 0, y: 0, width: 1, height: 1 };
  const { x, y, width, height } = crop;
  switch (rotate) {
    case 90:
      return { x: 1 - y - height, y: x, width: height, height: width };
    case 180:
      return { x: 1 - x - width, y: 1 - y - height, width, height };
    case 270:
      return { x: y, y: 1 - x - width, width: height, height: width };
    case 0:
    case undefined:
      return crop;
  }
}

/** The part between two heights of something that stands on `standsM` and is `heightM` high. */
function centred(width: number, bottomM: number, topM: number, standsM: number, heightM: number): Rect {
  const y = Math.max(0, (standsM + heightM - topM) / heightM);
  return {
    x: (1 - width) / 2,
    y,
    width,
    height: Math.min(1 - y, (topM - bottomM) / heightM),
  };
}
