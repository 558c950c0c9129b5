import { placePicture, type ScreenMeasures, screenOf, type View, viewOf } from './geometry.ts';
import type { RoomMeasures } from './measures.ts';

/** From the eyes to the top of the head, with room for hair. */
const aboveEyesM = 0.15;
/** As wide as people are with their elbows. */
const personWidthM = 0.6;
/** A head and its neck. */
const headM = 0.3;

/**
 * What keeps a standing person from being seen whole and as tall as in the room, one sentence for each, with what would
 * help. Empty when nothing does.
 */
export function adviceFor(room: RoomMeasures): string[] {
  const eyesM = room.eyeHeightM;
  if (eyesM === undefined) return [];
  const screen = screenOf(room);
  const view = viewOf(room);
  return [
    ...(screen === undefined ? [] : adviceOnScreen(screen, eyesM)),
    ...(view === undefined ? [] : adviceOnPicture(view, eyesM, 'this camera')),
  ];
}

/**
 * The same of the other room's people.
 *
 * @param peer what the other room's picture shows
 * @param aspect its width by its height
 */
export function adviceOnPeer(room: RoomMeasures, peer: View, aspect: number): string[] {
  const screen = screenOf(room);
  if (screen !== undefined && placePicture(peer, aspect, screen) === undefined) {
    return [
      "the other room's picture would not be on this screen, so it is not life size: check the heights of camera and screen",
    ];
  }
  const widthM = peer.pictureHeightM * aspect;
  return [
    ...(room.eyeHeightM === undefined
      ? []
      : adviceOnPicture(peer, room.eyeHeightM, "the other room's camera")),
    ...(widthM >= personWidthM
      ? []
      : [`the other room's picture is only ${metres(widthM)} wide: go further from the camera there`]),
  ];
}

function adviceOnScreen(screen: ScreenMeasures, eyesM: number): string[] {
  const said: string[] = [];
  const topM = screen.bottomM + screen.heightM;
  const headTopM = eyesM + aboveEyesM;
  if (topM < headTopM) {
    said.push(
      `a standing person's head ends at ${metres(headTopM)} and the screen at ${metres(topM)}: ` +
        `hang it ${metres(headTopM - topM)} higher, or take one that is higher by as much`,
    );
  } else if (screen.bottomM > eyesM - headM) {
    said.push(
      `the screen begins at ${metres(screen.bottomM)}, above the shoulders of a person whose eyes are at ${metres(eyesM)}: ` +
        `hang it ${metres(screen.bottomM - eyesM + headM)} lower at least`,
    );
  }
  if (screen.widthM < personWidthM) {
    said.push(
      `the screen is ${metres(screen.widthM)} wide and a person ${metres(personWidthM)}: turn it upright or take a wider one`,
    );
  }
  return said;
}

function adviceOnPicture(view: View, eyesM: number, whose: string): string[] {
  const topM = view.bottomM + view.pictureHeightM;
  const headTopM = eyesM + aboveEyesM;
  if (topM < headTopM) {
    return [
      `${whose} sees up to ${metres(topM)} and a standing person's head ends at ${metres(headTopM)}: ` +
        `put the camera ${metres(headTopM - topM)} higher, or stand further from it`,
    ];
  }
  if (view.bottomM > eyesM - headM) {
    return [
      `${whose} sees nothing below ${metres(view.bottomM)}: put it ${metres(view.bottomM - eyesM + headM)} lower at least`,
    ];
  }
  return [];
}

function metres(value: number): string {
  return `${value.toFixed(2)} m`;
}
