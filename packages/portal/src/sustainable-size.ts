import { System, siblingModule } from '@ajar/actor';
import type { ProbeConfig, ProbeReport } from './actors/probe.ts';

/** What a machine sustains in both directions at once, and why that was chosen, for people. */
export type SustainableSize = ProbeReport;

/**
 * Tries the encoder for about a second, in a process of its own: it is native code, and this process must not die.
 *
 * @param ends portals that run on this machine at the same time
 * @param maxFps frames a second that are wanted; fewer are chosen where no size sustains them
 */
export async function sustainableSize(ends: number, maxFps: number): Promise<SustainableSize> {
  const system = new System();
  try {
    const choice = await new Promise<SustainableSize>((resolve, reject) => {
      system.spawn<ProbeConfig, never, ProbeReport>({
        name: 'probe',
        place: 'process',
        module: siblingModule('./actors/probe', import.meta.url),
        config: { ends },
        onMessage: resolve,
        onExit: reject,
        onFailed: reject,
      });
    });
    return { ...choice, fps: Math.min(choice.fps, maxFps) };
  } finally {
    await system.stop();
  }
}
