import { readFileSync } from 'node:fs';
import { CapacityTrace } from '@ajar/netlab';

/** Recorded cellular links; they come with the laboratory's other shared files, not with this repository. */
const folder = new URL('../../../shared/traces/', import.meta.url);

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
