import type { Bench } from './bench.ts';
import { fec } from './fec.ts';
import { linkGarbage } from './link-garbage.ts';
import { linkMatrix } from './link-matrix.ts';
import { linkSrt } from './link-srt.ts';
import { linkThroughput } from './link-throughput.ts';
import { linkWebrtc } from './link-webrtc.ts';
import { type Parts, severalBenches } from './several.ts';

/** The benches of the link, by the words that `link` takes. */
const parts: Parts = new Map([
  ['matrix', [['link-matrix', linkMatrix]]],
  [
    'live',
    [
      ['link-srt', linkSrt],
      ['link-webrtc', linkWebrtc],
    ],
  ],
  ['srt', [['link-srt', linkSrt]]],
  ['webrtc', [['link-webrtc', linkWebrtc]]],
  ['throughput', [['link-throughput', linkThroughput]]],
  ['garbage', [['link-garbage', linkGarbage]]],
  ['fec', [['fec', fec]]],
]);

/** Everything about the link, or the part that is named first. */
export const link: Bench = severalBenches('everything that the link has to show, or one part of it', parts, [
  'matrix',
  'live',
  'throughput',
  'garbage',
  'fec',
]);
