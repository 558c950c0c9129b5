import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { VideoCodec } from '@ajar/media';

/** What is fed to which decoder: streams of its own codec, and of another. */
export const pairings: readonly { readonly encoder: string; readonly decoder: VideoCodec }[] = [
  { encoder: 'libx264', decoder: 'h264' },
  { encoder: 'libx265', decoder: 'hevc' },
  { encoder: 'libsvtav1', decoder: 'av1' },
];
export const strangers: typeof pairings = [
  { encoder: 'libx264', decoder: 'hevc' },
  { encoder: 'libx264', decoder: 'av1' },
  { encoder: 'libx265', decoder: 'h264' },
  { encoder: 'libsvtav1', decoder: 'hevc' },
];

/** A decoder that says nothing for so long hangs: 20 inputs take some milliseconds, and minutes on no machine. */
const hangMs = 60_000;
const victim = fileURLToPath(new URL('victim.ts', import.meta.url));

export interface DecoderOutcome {
  /** One line; undefined when all went well. */
  readonly problem: string | undefined;
  /** How many inputs came to what, as the process told at its end. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Feeds a decoder, in a process of its own, with this many short streams, damaged as the seed says. */
export function feedDecoder(
  { encoder, decoder }: (typeof pairings)[number],
  seed: number,
  runs: number,
): Promise<DecoderOutcome> {
  const again = `seed ${seed}, ${runs} runs, ${encoder} into ${decoder}`;
  const child = spawn(process.execPath, [victim, String(seed), String(runs), encoder, decoder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  let hung = false;
  const hang = (): void => {
    hung = true;
    child.kill('SIGKILL');
  };
  let watchdog = setTimeout(hang, hangMs);
  child.stdout.on('data', (bytes: Buffer) => {
    output = (output + bytes.toString()).slice(-4096);
    clearTimeout(watchdog);
    watchdog = setTimeout(hang, hangMs);
  });
  child.stderr.on('data', (bytes: Buffer) => {
    errors = (errors + bytes.toString()).slice(-4096);
  });
  return new Promise((resolve) => {
    child.once('close', (status, signal) => {
      clearTimeout(watchdog);
      const lines = output.trimEnd().split('\n');
      const last = lines.at(-1) ?? '';
      if (status === 0) {
        resolve({ problem: undefined, counts: JSON.parse(last) as Record<string, number> });
        return;
      }
      const message = /^\w*Error.*$/m.exec(errors)?.[0] ?? errors.trim().split('\n').at(-1) ?? '';
      const what = hung ? 'hung' : signal !== null ? `ended by ${signal}` : message;
      resolve({ problem: `${decoder} decoder: ${what} after run ${last} (${again})`, counts: {} });
    });
  });
}

/** For `--target`. */
export const decodersTarget = 'decoders';
const runsEach = 400;

export interface DecoderCampaign {
  readonly problems: readonly string[];
  /** Damaged streams of four access units each. */
  readonly decoderRuns: number;
}

/** Feeds every decoder in turns, each time with another seed, until the time is over or this many runs are done. */
export async function decoderCampaign(
  seed: number,
  seconds: number,
  maxRuns: number,
  progress: (line: string) => void,
): Promise<DecoderCampaign> {
  const endsAt = performance.now() + seconds * 1000;
  const problems: string[] = [];
  let decoderRuns = 0;
  for (let round = 0; performance.now() < endsAt && decoderRuns < maxRuns; round++) {
    const pairing = pairings[round % pairings.length]!;
    const { problem } = await feedDecoder(pairing, seed + round, runsEach);
    if (problem !== undefined) problems.push(problem);
    decoderRuns += runsEach;
    progress(`decoders: ${decoderRuns} damaged streams, ${problems.length} problems`);
  }
  return { problems, decoderRuns };
}
