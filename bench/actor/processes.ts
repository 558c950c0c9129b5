import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChannelClient } from '@ajar/actor';
import { type Bar, type Bench, type BenchResult, judge, report } from '../bench.ts';
import { numberFlag, readFlags } from '../flags.ts';
import { medianOf } from '../video-path/summary.ts';

/** What a message from one process to another costs beside the same bytes over a bare local socket. */
export const actorProcesses: Bench = {
  summary: 'messages between two processes, beside the same bytes over a bare local socket',
  usage: [
    '  --rounds N  turns of each way, one after the other; ratios are medians over them; default 15',
    '  --quick     3 rounds of a tenth of the messages',
  ].join('\n'),
  run,
};

/** Which sockets the other process is to open; a bare one answers each so many bytes with as many. */
export interface PeerSetup {
  readonly channelPath: string;
  readonly bare: readonly { readonly path: string; readonly bytes: number }[];
}

const sizes = [
  { name: '64 B', bytes: 64, hops: 4000 },
  { name: '1 KB', bytes: 1024, hops: 4000 },
  { name: '10 KB', bytes: 10_240, hops: 3000 },
  { name: '100 KB', bytes: 102_400, hops: 1000 },
] as const;
/** What the channel puts in front of a message: the bare socket carries as many bytes. */
const prefixBytes = 4;
const mostRatio = 1.3;

/** There and back once: `send`, and the next message is sent when `answered` is called. */
interface Way {
  send(): void;
  answered: () => void;
  close(): void;
}

async function run(args: readonly string[]): Promise<BenchResult> {
  const flags = readFlags(args, { rounds: { type: 'string', default: '15' }, quick: { type: 'boolean' } });
  const quick = flags.quick === true;
  const rounds = quick ? 3 : numberFlag('--rounds', flags.rounds, 1, 1000, true);
  const directory = mkdtempSync(join(tmpdir(), 'ajar-bench-'));
  const setup: PeerSetup = {
    channelPath: join(directory, 'channel'),
    bare: sizes.map(({ bytes }) => ({
      path: join(directory, String(bytes)),
      bytes: prefixBytes + bytes,
    })),
  };
  const peer = fork(fileURLToPath(new URL('processes-peer.ts', import.meta.url)), [JSON.stringify(setup)]);
  try {
    await ready(peer);
    const bars: Bar[] = [];
    const hopUs: Record<string, { bare: number | null; channel: number | null }> = {};
    for (const [index, { name, bytes, hops }] of sizes.entries()) {
      const ways = [
        await overSocket(setup.bare[index]!.path, prefixBytes + bytes),
        await overChannel(setup.channelPath, bytes),
      ] as const;
      const bare: number[] = [];
      const channel: number[] = [];
      for (let round = -1; round < rounds; round++) {
        const count = quick ? hops / 10 : hops;
        const bareUs = await hopUsOf(ways[0], count);
        const channelUs = await hopUsOf(ways[1], count);
        // The first is for the compiler.
        if (round < 0) continue;
        bare.push(bareUs);
        channel.push(channelUs);
      }
      for (const way of ways) way.close();
      hopUs[name] = { bare: medianOf(bare, 2), channel: medianOf(channel, 2) };
      const ratios = channel.map((us, round) => us / bare[round]!);
      const ratio = medianOf(ratios, 3);
      bars.push(judge(`hop of ${name} / bare local socket`, ratio, '', '<=', mostRatio));
      report(`${name}: ${JSON.stringify({ ...hopUs[name], ratio })}`);
    }
    return { rounds, hopUs, bars };
  } finally {
    await end(peer);
    rmSync(directory, { recursive: true, force: true });
  }
}

async function ready(peer: ChildProcess): Promise<void> {
  const [said] = (await Promise.race([once(peer, 'message'), once(peer, 'exit')])) as unknown[];
  if (said !== 'ready') throw new Error('the other process did not start');
}

async function end(peer: ChildProcess): Promise<void> {
  if (peer.exitCode !== null || peer.signalCode !== null) return;
  peer.kill('SIGKILL');
  await once(peer, 'exit');
}

async function overSocket(path: string, bytes: number): Promise<Way> {
  const socket = connect(path);
  await once(socket, 'connect');
  const message = Buffer.alloc(bytes);
  const way: Way = { send: () => void socket.write(message), answered() {}, close: () => socket.destroy() };
  let missing = bytes;
  socket.on('data', (chunk) => {
    missing -= chunk.length;
    if (missing > 0) return;
    missing = bytes;
    way.answered();
  });
  return way;
}

async function overChannel(path: string, bytes: number): Promise<Way> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const message = new Uint8Array(bytes);
  const way: Way = { send: () => void client.send(message), answered() {}, close: () => client.close() };
  const client = new ChannelClient(path, { onOpen: () => resolve(), onMessage: () => way.answered() });
  await promise;
  return way;
}

/** Microseconds from one process to the other, half of there and back. */
async function hopUsOf(way: Way, hops: number): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = hops;
  way.answered = () => {
    if (--left > 0) way.send();
    else resolve();
  };
  const startedMs = performance.now();
  way.send();
  await promise;
  return ((performance.now() - startedMs) * 1000) / hops / 2;
}
