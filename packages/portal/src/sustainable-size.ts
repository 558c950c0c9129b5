import { System, siblingModule } from '@ajar/actor';
import type { ProbeReport } from './actors/probe.ts';

/** What a machine sustains in both directions at once, and why that was chosen, for people. */
export type SustainableSize = ProbeReport;

/**
 * Tries the encoder for about a second, in a process of its own: it is native code, and this process must not die.
 *
 * @param fps frames a second that are wanted; fewer are chosen where no size sustains them
 */
export async function sustainableSize(fps: number): Promise<SustainableSize> {
  const system = new System();
  try {
    return await new Promise<SustainableSize>((resolve, reject) => {
      system.spawn<{ fps: number }, never, ProbeReport>({
        name: 'probe',
        place: 'process',
        module: siblingModule('./actors/probe', import.meta.url),
        config: { fps },
        onMessage: resolve,
        onExit: reject,
        onFailed: reject,
      });
    });
  } finally {
    await system.stop();
  }
}
