import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CaptureOptions } from './capture.ts';

/** Runs a program and gives what it printed. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

/**
 * Sets a camera's controls by the driver's names. FFmpeg cannot do that, so on Linux the program `v4l2-ctl` does (package v4l-utils).
 *
 * @param warn hears in one line each of what could not be set, and why; never rejects
 */
export async function applyControls(
  kind: 'v4l2' | 'avfoundation' | 'dshow',
  device: string,
  controls: NonNullable<CaptureOptions['controls']> = {},
  warn: (message: string) => void = () => undefined,
  run: RunProgram = runProgram,
): Promise<void> {
  const wanted = Object.entries(controls);
  if (wanted.length === 0) return;
  const subject = `${kind}:${device}`;
  const names = wanted.map(([name]) => name).join(', ');
  if (kind !== 'v4l2') {
    warn(`${subject}: ${names} cannot be set here; use the camera's own program`);
    return;
  }
  let present: ReadonlySet<string>;
  try {
    present = controlsIn(await run(PROGRAM, ['-d', device, '--list-ctrls']));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const why = isMissing ? 'v4l2-ctl is missing; install the package v4l-utils' : reasonOf(error);
    warn(`${subject}: ${names} cannot be set: ${why}`);
    return;
  }
  for (const [name, value] of wanted) {
    if (!present.has(name)) {
      const known = present.size > 0 ? [...present].join(', ') : 'none';
      warn(`${subject} has no control ${name}; it has ${known}`);
      continue;
    }
    // One by one, in their order: some are refused until another one is switched to manual.
    try {
      await run(PROGRAM, ['-d', device, '--set-ctrl', `${name}=${value}`]);
    } catch (error) {
      warn(`${subject} does not take ${name}=${value}: ${reasonOf(error)}`);
    }
  }
}

const PROGRAM = 'v4l2-ctl';
const TIMEOUT_MS = 3000;

/** Names in what `v4l2-ctl --list-ctrls` prints: `brightness 0x00980900 (int) : min=0 …`. */
function controlsIn(listing: string): ReadonlySet<string> {
  return new Set(Array.from(listing.matchAll(/^\s*([a-z0-9_]+) 0x[0-9a-f]+ \(/gim), ([, name]) => name!));
}

async function runProgram(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { timeout: TIMEOUT_MS, windowsHide: true });
  return stdout;
}

function reasonOf(error: unknown): string {
  const { stderr = '', message } = error as Error & { stderr?: string };
  return (stderr.trim() || message).split('\n').at(-1)!.trim();
}
