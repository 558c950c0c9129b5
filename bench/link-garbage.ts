import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Bench, type BenchResult, judge, report } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';
import type { GcPauses } from './link-live/gc-watch.ts';
import { liveFigures } from './link-live/live-figures.ts';
import { ethernetBytes } from './link-live/live-plan.ts';
import { loopbackTurn } from './link-live/loopback-turn.ts';
import { round } from './video-path/quality.ts';

/** What a packet leaves on the heap, and how long a link stands still to clear it away. */
export const linkGarbage: Bench = {
  summary: 'heap per packet in the link’s protocol, and pauses for garbage in a minute at 40 Mbit/s',
  usage: ['  --seconds N     of live media; default 60', '  --bitrate BPS   of it; default 40000000'].join(
    '\n',
  ),
  run,
};

const fps = 60;
const lifetimeMs = 400;
const mostHeapBytes = 50;
const mostPauseMs = 3;
/** A young generation of this many MiB is not collected while a script counts. */
const youngMiB = 64;

async function run(args: readonly string[]): Promise<BenchResult> {
  const { seconds, bitrateBps } = parse(args);
  const { packets, heapBytesPerPacket } = count<{ packets: number; heapBytesPerPacket: number }>(
    new URL('../packages/link/src/testing/garbage.ts', import.meta.url),
  );
  report(`the protocol: ${round(heapBytesPerPacket, 1)} bytes of heap per packet, both ends together`);
  const { heapBytesPerDatagram } = count<{ heapBytesPerDatagram: number }>(
    new URL('link-garbage/dgram-heap.ts', import.meta.url),
  );
  report(`node:dgram: ${round(heapBytesPerDatagram, 1)} bytes of heap per datagram, sent and received`);
  const plan = { seed: 1, fps, bitrateBps, warmUpFrames: 0, frames: seconds * fps };
  const { sent, received } = await loopbackTurn(plan, lifetimeMs, { maxDatagramBytes: ethernetBytes });
  const { inUs } = sent;
  const { outUs, damaged } = received;
  const { frames, incomplete, p50, p99 } = liveFigures(plan, {
    inUs,
    outUs,
    damaged,
    wireBytes: sent.stats.sentBytes,
    lostPct: 0,
  });
  const pauses = { sender: shown(sent.gc), receiver: shown(received.gc) };
  report(`pauses for garbage in ${seconds} s: ${JSON.stringify(pauses)}`);
  const isEnough = frames - incomplete >= plan.frames * 0.95;
  const pause = (gc: GcPauses): number | null => (isEnough ? round(gc.maxMs, 2) : null);
  return {
    seconds,
    bitrateBps,
    packets,
    heapBytesPerPacket: round(heapBytesPerPacket, 1),
    dgramHeapBytesPerDatagram: round(heapBytesPerDatagram, 1),
    pauses,
    frames: { handedIn: frames, incomplete, p50, p99 },
    bars: [
      judge(
        'heap per packet in the protocol, both ends',
        round(heapBytesPerPacket, 1),
        'bytes',
        '<=',
        mostHeapBytes,
      ),
      judge(`longest pause for garbage in ${seconds} s, sender`, pause(sent.gc), 'ms', '<=', mostPauseMs),
      judge(
        `longest pause for garbage in ${seconds} s, receiver`,
        pause(received.gc),
        'ms',
        '<=',
        mostPauseMs,
      ),
    ],
  };
}

/** Runs a script that counts what is left on its heap. */
function count<Figures>(script: URL): Figures {
  const flags = ['--expose-gc', `--max-semi-space-size=${youngMiB}`, `--min-semi-space-size=${youngMiB}`];
  return JSON.parse(
    execFileSync(process.execPath, [...flags, fileURLToPath(script)], { encoding: 'utf8' }),
  ) as Figures;
}

function shown({ count: pauses, totalMs, maxMs, maxKind }: GcPauses): Record<string, number | null> {
  return { pauses, totalMs: round(totalMs, 1), maxMs: round(maxMs, 2), maxKind };
}

function parse(args: readonly string[]): { seconds: number; bitrateBps: number } {
  const text = { type: 'string' } as const;
  const options = { seconds: text, bitrate: text };
  const values = readFlags(args, options);
  return {
    seconds: numberFlag('--seconds', values.seconds ?? '60', 1, 3600),
    bitrateBps: numberFlag('--bitrate', values.bitrate ?? '40000000', 100_000, 1e9),
  };
}
