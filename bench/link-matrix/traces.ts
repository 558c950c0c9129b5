import { readFileSync } from 'node:fs';
import { CapacityTrace } from '@ajar/netlab';

/** What may leave at each opportunity, as Mahimahi has it. */
const opportunityBytes = 1504;
/** Recorded cellular links; they come with the laboratory's other shared files, not with this repository. */
const folder = new URL('../../../shared/traces/', import.meta.url);

/** What a trace carries, by columns of so many ms from its beginning, bits a second. */
export function capacityOf(
  { opportunitiesMs, periodMs }: CapacityTrace,
  columns: number,
  ms: number,
): Float64Array {
  const bps = new Float64Array(columns);
  for (let turnMs = 0; turnMs < columns * ms; turnMs += periodMs) {
    for (const atMs of opportunitiesMs) {
      const column = Math.floor((turnMs + atMs) / ms);
      if (column < columns) bps[column]! += (opportunityBytes * 8000) / ms;
    }
  }
  return bps;
}

/** A trace that begins so far into itself, 0 … 1; undefined where there is none of that name. */
export function readTrace(name: string, share: number): CapacityTrace | undefined {
  let text: string;
  try {
    text = readFileSync(new URL(name, folder), 'utf8');
  } catch {
    return undefined;
  }
  const { opportunitiesMs, periodMs } = CapacityTrace.parse(text, name);
  const fromMs = Math.floor(share * periodMs);
  const turned = opportunitiesMs.map((ms) => (ms > fromMs ? ms - fromMs : ms + periodMs - fromMs));
  return new CapacityTrace(turned.toSorted());
}
