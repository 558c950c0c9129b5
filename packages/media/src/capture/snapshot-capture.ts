import { Frame } from 'node-av/lib';
import { quietFfmpeg } from '../codec/ffmpeg.ts';
import { MediaError } from '../error.ts';
import type { Capture, CapturedPicture } from './capture.ts';
import { type CommandRun, startCommand } from './command.ts';
import { decodeImage } from './image.ts';
import type { CheckedOptions } from './options.ts';
import { createPacer, createSleeper, type Sleeper } from './pacer.ts';
import { createShaper, describeShape } from './shaper.ts';

/** How patient a snapshot capture is, in ms. */
export interface SnapshotTiming {
  /** A command that runs longer is killed. */
  readonly timeoutMs: number;
  /** From the start of one run to the start of the next, at least. */
  readonly intervalMs: number;
  /** Wait after the first failure; doubles with each one after it, up to the second value. */
  readonly backoffMs: readonly [first: number, most: number];
}

/** The last picture is repeated this often, so that the other side knows that the door is open. */
const REPEAT_FPS = 5;
/** One failure is an accident; after these the picture is out of date and nobody should take it for the room. */
const FAILURES_THAT_COUNT = 2;
const DEFAULT_TIMING: SnapshotTiming = { timeoutMs: 20_000, intervalMs: 200, backoffMs: [500, 30_000] };

/**
 * Opens `snapshot:COMMAND`: a shell command that writes one JPEG, PNG or PPM to its standard output, run over and over. Between two
 * images the last one is repeated five times a second (or at `fps`, if that is less), each time as of that moment.
 */
export async function openSnapshotCapture(
  command: string,
  options: CheckedOptions,
  timing: SnapshotTiming = DEFAULT_TIMING,
): Promise<Capture> {
  if (command.trim() === '') {
    throw new MediaError(
      'bad-spec',
      'snapshot: needs a command that writes an image to its standard output',
      {
        subject: 'snapshot:',
      },
    );
  }
  quietFfmpeg();
  let shown = new Frame();
  shown.alloc();
  await takeFirst(command, timing.timeoutMs, shown);
  let spare = new Frame();
  spare.alloc();
  let isFresh = false;
  const { nowUs } = options;
  const shaper = createShaper(shown, options);
  const { size } = shaper;
  const picture = { frame: shaper.convert(shown), capturedUs: 0 };
  const fps = Math.min(options.fps, REPEAT_FPS);
  const pacer = createPacer(nowUs(), fps);
  const sleeper = createSleeper();
  let failures = 0;
  let failure: string | undefined;
  const taker = startTaker(command, timing, {
    offer: (bytes) => {
      spare.unref();
      isFresh = decodeImage(bytes, spare);
      if (isFresh) failures = 0;
      return isFresh;
    },
    failed: (message) => {
      if (!options.steady) options.onWarning?.({ code: 'command', message });
      else if (++failures >= FAILURES_THAT_COUNT) {
        failure = message;
        taker.giveUp();
      }
    },
  });
  let open = true;

  return {
    description: `snapshots by "${command}", ${size.width}x${size.height}${describeShape(options)}`,
    size,
    fps,
    get skipped() {
      return pacer.skipped;
    },
    drops: {
      get late() {
        return pacer.skipped;
      },
      broken: 0,
    },
    next: async (): Promise<CapturedPicture | null> => {
      for (;;) {
        if (!open) return null;
        if (failure !== undefined) {
          throw new MediaError('not-found', failure, { subject: `snapshot:${command}` });
        }
        const waitUs = pacer.untilDueUs(nowUs());
        if (waitUs <= 0) break;
        await sleeper.sleep(waitUs);
      }
      if (isFresh) {
        isFresh = false;
        [shown, spare] = [spare, shown];
        picture.frame = shaper.convert(shown);
      }
      picture.capturedUs = Math.round(nowUs());
      pacer.take(picture.capturedUs);
      return picture;
    },
    close: async () => {
      if (!open) return;
      open = false;
      sleeper.wake();
      await taker.stop();
      shaper.close();
      shown.free();
      spare.free();
    },
  };
}

async function takeFirst(command: string, timeoutMs: number, into: Frame): Promise<void> {
  const outcome = await startCommand(command, timeoutMs).outcome;
  if (outcome.ok && decodeImage(outcome.output, into)) return;
  into.free();
  const subject = `snapshot:${command}`;
  if (outcome.ok)
    throw new MediaError('corrupt', `snapshot: ${garbage(command, outcome.output)}`, { subject });
  const code = outcome.exitCode === 127 ? 'not-found' : 'unsupported';
  throw new MediaError(code, `snapshot: ${outcome.message}`, { subject });
}

function garbage(command: string, output: Buffer): string {
  return `"${command}" wrote ${output.length} bytes that are no intact JPEG, PNG or PPM image`;
}

/** Runs the command over and over. */
interface Taker {
  /** Runs it no more; `stop()` is still needed. */
  giveUp(): void;
  stop(): Promise<void>;
}

function startTaker(
  command: string,
  timing: SnapshotTiming,
  to: { offer(bytes: Buffer): boolean; failed(message: string): void },
): Taker {
  const sleeper: Sleeper = createSleeper();
  let run: CommandRun | undefined;
  let open = true;

  const take = async (): Promise<void> => {
    let backoffMs = timing.backoffMs[0];
    await sleeper.sleep(timing.intervalMs * 1000);
    while (isOpen()) {
      const startedMs = performance.now();
      run = startCommand(command, timing.timeoutMs);
      const outcome = await run.outcome;
      run = undefined;
      if (!isOpen()) return;
      if (outcome.ok && to.offer(outcome.output)) {
        backoffMs = timing.backoffMs[0];
        const elapsedMs = performance.now() - startedMs;
        await sleeper.sleep(Math.max(timing.intervalMs - elapsedMs, 0) * 1000);
        continue;
      }
      to.failed(outcome.ok ? garbage(command, outcome.output) : outcome.message);
      await sleeper.sleep(backoffMs * 1000);
      backoffMs = Math.min(backoffMs * 2, timing.backoffMs[1]);
    }
  };
  const isOpen = (): boolean => open;
  const taking = take();

  return {
    giveUp: () => {
      open = false;
    },
    stop: async () => {
      open = false;
      sleeper.wake();
      run?.kill();
      await taking;
    },
  };
}
