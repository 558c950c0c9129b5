import type { Figure } from './cast.ts';

/** How a figure stands at one moment. */
export interface Pose {
  /** Sideways lean of the crown, scene units, right positive. */
  lean: number;
  /** Head: turn -1 (left) to 1 (right), extra tilt (slope) and nod (down, scene units). */
  turn: number;
  tilt: number;
  nod: number;
  /** Rise of shoulders and head with the breath, scene units, down positive. */
  breath: number;
  /** Place of the moving arm, 0 (rest) to 1. */
  arm: number;
  eyesOpen: boolean;
  mouth: 0 | 1 | 2;
}

/** A pose to be filled by {@link poseAt}. */
export function createPose(): Pose {
  return { lean: 0, turn: 0, tilt: 0, nod: 0, breath: 0, arm: 0, eyesOpen: true, mouth: 0 };
}

/**
 * The pose of a figure `timeS` seconds into its life: slow periods without a common multiple, so that it never visibly repeats. The
 * one who gestures speaks.
 */
export function poseAt(figure: Figure, timeS: number, pose: Pose): void {
  const t = timeS + figure.phaseS;
  const restless = figure.gesture === 'wave' ? 1.7 : 1;
  pose.lean =
    figure.height * restless * (0.015 * wave(t, 6.7) + 0.008 * wave(t + 1.1, 3.9) + 0.003 * wave(t, 1.7));
  pose.turn = Math.tanh(1.7 * wave(t + 2.3, 9.7) + 0.9 * wave(t, 4.3)) * 0.85;
  pose.tilt = 0.05 * wave(t + 0.7, 5.3) + 0.03 * wave(t, 2.9);
  pose.breath = -0.0022 * figure.height * (wave(t, 3.7) + 1);
  pose.arm = armAt(figure, t);
  const speaking = figure.gesture === 'sip' ? wave(t, 13) < -0.4 && pose.arm < 0.1 : wave(t, 11) > -0.5;
  pose.mouth = speaking ? mouthAt(t) : 0;
  pose.nod = figure.height * (0.0025 * wave(t, 2.6) + (speaking ? 0.002 * wave(t, 0.83) : 0));
  pose.eyesOpen = !blinks(t);
}

function armAt(figure: Figure, t: number): number {
  switch (figure.gesture) {
    case 'explain': {
      const raised = pulse(t, 8.3, 0.08, 0.62, 1.1);
      return raised * (0.8 + 0.2 * wave(t, 1.5));
    }
    case 'wave': {
      const raised = pulse(t, 7.1, 0.05, 0.6, 0.9);
      return raised * 0.8 + 0.2 * raised * raised * wave(t, 0.86);
    }
    case 'sip':
      return 0.05 + 0.04 * wave(t, 4.1) + 0.9 * pulse(t, 11.9, 0.2, 0.42, 1.3);
  }
}

function wave(t: number, periodS: number): number {
  return Math.sin((2 * Math.PI * t) / periodS);
}

/** Smoothly 0 → 1 → 0 once a period: up at `from`, down at `to` (shares of it), each in `easeS` seconds. */
function pulse(t: number, periodS: number, from: number, to: number, easeS: number): number {
  const at = (t % periodS) / periodS;
  const ease = easeS / periodS;
  return smooth((at - from) / ease) * (1 - smooth((at - to) / ease));
}

function smooth(value: number): number {
  const t = Math.min(Math.max(value, 0), 1);
  return t * t * (3 - 2 * t);
}

function mouthAt(t: number): 0 | 1 | 2 {
  const open = Math.sin(t * 14.1) + Math.sin(t * 9.3 + 1) + 0.8 * Math.sin(t * 3.1 + 2);
  return open > 1 ? 2 : open > 0 ? 1 : 0;
}

function blinks(t: number): boolean {
  return t % 3.7 < 0.13 || (t + 1.9) % 8.3 < 0.13;
}
