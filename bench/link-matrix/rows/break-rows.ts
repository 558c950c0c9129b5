import type { Side } from '@ajar/netlab';
import type { Row } from '../row.ts';
import { barOf, steadyMedia } from './row-bars.ts';

const oneWayMs = 20;
const firstS = 4;

/** Networks that break, and ends that move. */
export const breakRows: readonly Row[] = [
  ...[100, 300, 1000, 3000].map(outage),
  addressChange('address', 'the sender’s address changes in mid-stream, OWD 20 ms', 'a'),
  addressChange('address-receiver', 'the receiver’s address changes in mid-stream, OWD 20 ms', 'b'),
];

function outage(ms: number): Row {
  const beginningsS = (seconds: number): number[] => repeated(seconds, 7.013, ms / 1000 + 2);
  return {
    ...steadyMedia,
    name: `outage-${ms}`,
    title: `an outage of ${ms / 1000} s, both ways, OWD 20 ms`,
    network: (seconds) => ({
      both: { delayMs: oneWayMs },
      events: beginningsS(seconds).map((atS) => ({ atMs: atS * 1000, cutMs: ms })),
    }),
    oneWayMs,
    carriers: ['ajar', 'rs20'],
    marksS: (seconds) => beginningsS(seconds).map((atS) => atS + ms / 1000),
    bars: (results) => [
      barOf(
        results.get('ajar'),
        'first good frame after the link returned',
        (each) => each.worst(({ recoveriesMs }) => recoveriesMs),
        'ms',
        '<=',
        2 * oneWayMs + 50,
      ),
    ],
  };
}

function addressChange(name: string, title: string, side: Side): Row {
  return {
    ...steadyMedia,
    name,
    title,
    network: () => ({ both: { delayMs: oneWayMs } }),
    script: (network, startUs, seconds) => {
      for (const atS of changesS(seconds)) network.at(startUs + atS * 1e6, () => network.rebind(side));
    },
    oneWayMs,
    carriers: ['ajar'],
    marksS: changesS,
    bars: (results) => [
      barOf(
        results.get('ajar'),
        'longest time without pictures at a change',
        (each) => each.worst(({ gapsAtMarksMs }) => gapsAtMarksMs),
        'ms',
        '<=',
        200,
      ),
    ],
  };
}

function changesS(seconds: number): number[] {
  return repeated(seconds, 5.007, 2);
}

/** Moments of a run, each with so much time behind it. The period is no multiple of a frame's, so that none is like another. */
function repeated(seconds: number, periodS: number, roomS: number): number[] {
  const moments: number[] = [];
  for (let atS = firstS; atS + roomS <= seconds; atS += periodS) moments.push(atS);
  return moments;
}
