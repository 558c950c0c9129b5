import type { Target } from '../engine/target.ts';
import { door } from './door.ts';
import { pairing } from './pairing.ts';
import { peer } from './peer.ts';
import { stranger } from './stranger.ts';
import { keys, networks, settings, traces } from './texts.ts';
import { arrivals, chunks, introductions, messages, preambles, replays, shards } from './wire.ts';

/** Everything that is fuzzed, the parsers first. */
export const targets: readonly Target[] = [
  chunks,
  shards,
  arrivals,
  introductions,
  preambles,
  replays,
  messages,
  keys,
  traces,
  settings,
  networks,
  pairing,
  stranger,
  peer,
  door,
];
