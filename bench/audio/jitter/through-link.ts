import { runAjar } from '../../link-matrix/ajar-run.ts';
import type { Row } from '../../link-matrix/row.ts';
import { soundMs } from '../../link-matrix/run-record.ts';
import type { Arrivals } from './arrivals.ts';
import { type JitterRow, networkOf } from './rows.ts';

/** What goes beside the sound, and for how long a picture is of use: a portal's. */
const pictureBps = 4e6;
const pictureMs = 400;

/** Sound and pictures through a row's network, both ways, by our link: packets of 5 ms as a portal sends them, and what the link does about those that get lost. In virtual time. */
export function throughLink(row: JitterRow, seconds: number, seed: number): Arrivals {
  const network: Pick<Row, 'network'> = { network: () => ({ both: networkOf(row) }) };
  const { record } = runAjar(network as Row, {
    seed,
    seconds,
    followsTarget: true,
    bitrateBps: pictureBps,
    lifetimeMs: pictureMs,
    hasSound: true,
  });
  const came = [...record.soundOutUs.keys()].filter((number) => !Number.isNaN(record.soundOutUs[number]!));
  came.sort((a, b) => record.soundOutUs[a]! - record.soundOutUs[b]!);
  return {
    packetUs: soundMs * 1000,
    numbers: Int32Array.from(came),
    atUs: Float64Array.from(came, (number) => record.soundOutUs[number]!),
  };
}
