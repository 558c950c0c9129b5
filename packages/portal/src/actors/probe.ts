import type { ActorFactory } from '@ajar/actor';
import { chooseSize } from '@ajar/media';
import type { Size } from '../config/values.ts';

/** What the encoder was found to sustain. */
export interface ProbeReport {
  readonly size: Size;
  readonly fps: number;
  /** One sentence for people. */
  readonly reason: string;
}

/** What is to be sustained. */
export interface ProbeConfig {
  /** Portals that run on this machine at the same time. */
  readonly ends: number;
}

/** Measures what this machine can encode, says it once, and has done its work. */
export const create: ActorFactory<ProbeConfig, never, ProbeReport> = async ({ ends }, context) => {
  const { size, fps, reason } = await chooseSize({ ends });
  context.emit({ size, fps, reason });
  return { receive() {} };
};
