import type { Stats } from '@ajar/portal';
import { round } from '../video-path/quality.ts';
import { medianOf } from '../video-path/summary.ts';
import type { Fall } from '../waterfall.ts';

/** How much of the delay is whose: medians, ms. */
export type Shares = readonly Fall[];

/**
 * Divides the median delay between the stages. The portals tell theirs, from grab to presented; grab and conversion were measured
 * alone and are taken off the encoder's; what nobody tells is the time until a new picture is grabbed, and until the screens show.
 *
 * @param wholeMs median from seen on the near screen to seen on the far one
 * @param grabMs median from the grab's time until the picture could be encoded
 * @param lines what the far portal wrote while it was watched
 */
export function sharesOf(wholeMs: number | null, grabMs: number | null, lines: readonly Stats[]): Shares {
  const stage = (name: 'encode' | 'pace' | 'network' | 'assemble' | 'decode' | 'present'): number =>
    medianOf(
      lines.flatMap(({ video }) => video.rx.stagesMs?.[name] ?? []),
      2,
    ) ?? 0;
  const grab = grabMs ?? 0;
  const known: [string, number][] = [
    ['grab and convert', grab],
    ['encode', Math.max(0, stage('encode') - grab)],
    ['pace', stage('pace')],
    ['network', stage('network')],
    ['assemble', stage('assemble')],
    ['decode', stage('decode')],
    ['present (software rendering)', stage('present')],
  ];
  const told = known.reduce((sum, [, ms]) => sum + ms, 0);
  const waiting: [string, number] = ['wait for the grab and the refresh', Math.max(0, (wholeMs ?? 0) - told)];
  return [waiting, ...known].map(([name, ms]) => ({ name, p50: round(ms, 2) ?? 0, p99: null }));
}
