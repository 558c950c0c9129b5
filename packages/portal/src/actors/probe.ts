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

/** Measures what this machine can encode, says it once, and has done its work. */
export const create: ActorFactory<{ fps: number }, never, ProbeReport> = async ({ fps }, context) => {
  const { size, fps: sustained, reason } = await chooseSize({ fps });
  context.emit({ size, fps: sustained, reason });
  return { receive() {} };
};
