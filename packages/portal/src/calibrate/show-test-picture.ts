import { System, siblingModule } from '@ajar/actor';
import type { TestPictureConfig, TestPictureReport } from '../actors/test-picture.ts';
import { blame } from '../config/error.ts';
import { runUntilStopped } from '../lifecycle.ts';

/** Shows the picture to check a screen by, in a process of its own, until it is closed or told to stop. Returns the exit status. */
export async function showTestPicture(config: TestPictureConfig, endAfterS?: number): Promise<number> {
  return runUntilStopped(async (end) => {
    const system = new System();
    system.spawn<TestPictureConfig, never, TestPictureReport>({
      name: 'test picture',
      place: 'process',
      module: siblingModule('../actors/test-picture', import.meta.url),
      config,
      onMessage(report) {
        if (report.kind === 'closed') end();
        else process.stderr.write(`${report.description}; Ctrl-C ends it\n`);
      },
      onExit: ({ message }) => process.stderr.write(`ajar: ${message}; showing it again\n`),
      onFailed({ message }) {
        process.stderr.write(`ajar: ${blame('--video-out', config.spec, message)}\n`);
        end(2);
      },
    });
    const timeUp = endAfterS === undefined ? undefined : setTimeout(() => end(), endAfterS * 1000);
    return async () => {
      clearTimeout(timeUp);
      await system.stop();
    };
  });
}
