import { type Measured, type MeasuredStage, stages } from './measurement.ts';

const described: Readonly<Record<MeasuredStage, string>> = {
  camera: 'their screen → their camera',
  encode: 'encode',
  pace: 'wait to be sent',
  network: 'network',
  assemble: 'arrive whole',
  decode: 'decode',
  present: 'present here',
};

/** Why nothing came out, in one line that says what would do; undefined when something did. */
export function whyNothing({ shown, seen, delayMs }: Measured): string | undefined {
  if (shown === 0) {
    return 'no flash was shown in the other room: a portal flashes only in a window (--video-out window:) that shows a picture';
  }
  if (seen === 0) {
    return `of ${shown} flashes none was found in the picture: does the camera there see the screen there, sharp and not too small?`;
  }
  if (delayMs === null) {
    return 'flashes were seen, but when they were shown there is not known: the clocks are not mapped yet; try again';
  }
  return undefined;
}

/** What came out as lines for people. Only for what {@link whyNothing} has no word about. */
export function measuredTable({ delayMs, stagesMs, meanMs, shown, seen, size }: Measured): string[] {
  if (delayMs === null || stagesMs === null || meanMs === null) return [];
  const { p50, min, max } = delayMs;
  const rows = stages.map((stage) => row(described[stage], stagesMs[stage], stagesMs[stage] / meanMs));
  return [
    `glass to glass    ${p50.toFixed(1)} ms median, ${min.toFixed(1)} to ${max.toFixed(1)} ms`,
    `                  ${seen} of ${shown} flashes seen${size === null ? '' : `, picture ${size}`}`,
    '',
    `${'stage'.padEnd(30)}${'mean ms'.padStart(9)}${'share'.padStart(8)}`,
    ...rows,
    row('all', meanMs, 1),
    '',
    'Not in it: how long the glass of each screen takes to light up after the system says that a picture is shown.',
  ];
}

function row(name: string, ms: number, share: number): string {
  return `${name.padEnd(30)}${ms.toFixed(1).padStart(9)}${`${(share * 100).toFixed(0)} %`.padStart(8)}`;
}
