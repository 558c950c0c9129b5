import { Worker } from 'node:worker_threads';
import { createFrameMemory, createRing, FramePool, PipeReader, PipeWriter } from '@ajar/actor';
import { type Bench, type BenchResult, judge, report } from '../bench.ts';
import { numberFlag, readFlags } from '../flags.ts';
import { medianOf } from '../video-path/summary.ts';
import type { PeerData } from './threads-peer.ts';

/** What a message from one thread to another costs beside the bare means of passing one. */
export const actorThreads: Bench = {
  summary: 'messages between two threads, beside bare Atomics.wait and postMessage',
  usage: [
    '  --rounds N  turns of each way, one after the other; ratios are medians over them; default 9',
    '  --quick     3 rounds of a tenth of the messages',
  ].join('\n'),
  run,
};

const hopsPerRound = 20_000;
const streamed = 2_000_000;
const frameBytes = 3_000_000;
const most = { wait: 1.25, port: 1.1, frame: 1.3, garbage: 16 };
const minStreamedPerS = 1e6;

type Ratios = Record<'wait' | 'port' | 'frame', number>;

async function run(args: readonly string[]): Promise<BenchResult> {
  const flags = readFlags(args, { rounds: { type: 'string', default: '9' }, quick: { type: 'boolean' } });
  const quick = flags.quick === true;
  const rounds = quick ? 3 : numberFlag('--rounds', flags.rounds, 1, 1000, true);
  const hops = quick ? hopsPerRound / 10 : hopsPerRound;
  const messages = quick ? streamed / 10 : streamed;
  const ratios: Ratios[] = [];
  const figures: Record<string, number>[] = [];
  const ways = [rawWait(), pipeWait(), rawPort(), pipePort()] as const;
  const stream = streaming(messages);
  try {
    for (let round = -1; round < rounds; round++) {
      const [rawWaitUs, waitUs, rawPortUs, portUs] = [
        ways[0].hop(hops),
        ways[1].hop(hops),
        await ways[2].hop(hops),
        await ways[3].hop(hops),
      ];
      const frameUs = ways[1].frame(hops);
      const { perSecond, garbageBytes } = stream.run();
      // The first is for the compiler.
      if (round < 0) continue;
      ratios.push({ wait: waitUs / rawWaitUs, port: portUs / rawPortUs, frame: frameUs / waitUs });
      figures.push({ rawWaitUs, waitUs, rawPortUs, portUs, frameUs, perSecond, garbageBytes });
      report(JSON.stringify(figures.at(-1)));
    }
  } finally {
    for (const way of [...ways, stream]) await way.worker.terminate();
  }
  const ratio = (name: keyof Ratios): number | null =>
    medianOf(
      ratios.map((each) => each[name]),
      3,
    );
  const figure = (name: string): number | null =>
    medianOf(
      figures.map((each) => each[name]!),
      2,
    );
  return {
    rounds,
    hopUs: Object.fromEntries(
      ['rawWaitUs', 'waitUs', 'rawPortUs', 'portUs', 'frameUs'].map((n) => [n, figure(n)]),
    ),
    bars: [
      judge('hop without I/O / bare Atomics.wait', ratio('wait'), '', '<=', most.wait),
      judge('hop on an event loop / bare postMessage', ratio('port'), '', '<=', most.port),
      judge('hop with a 3 MB frame / empty hop', ratio('frame'), '', '<=', most.frame),
      judge('numbers streamed', figure('perSecond'), '/s', '>=', minStreamedPerS),
      judge('garbage of a streamed number', figure('garbageBytes'), 'bytes', '<=', most.garbage),
    ],
  };
}

/** A thread that works in one way, and the memory between it and this one. */
function open(way: PeerData['way'], messages = 0) {
  const data: PeerData = {
    way,
    words: new SharedArrayBuffer(128),
    to: createRing(2 ** 16),
    from: createRing(2 ** 16),
    frames: createFrameMemory(2, frameBytes),
    messages,
  };
  return { data, worker: new Worker(new URL('threads-peer.ts', import.meta.url), { workerData: data }) };
}

function rawWait() {
  const { data, worker } = open('raw wait');
  const shared = new Int32Array(data.words);
  let turn = 0;
  const hop = (hops: number): number =>
    perHopUs(hops, () => {
      Atomics.store(shared, 0, ++turn);
      Atomics.notify(shared, 0, 1);
      while (Atomics.load(shared, 16) !== turn) Atomics.wait(shared, 16, turn - 1);
    });
  return { worker, hop };
}

function nothing(): void {}

function pipeWait() {
  const { data, worker } = open('pipe wait');
  const pool = new FramePool(data.frames, 1);
  const writer = new PipeWriter(data.to, { reader: 2 });
  const reader = new PipeReader(data.from);
  const exchange = (message: unknown): void => {
    writer.send(message);
    while (reader.take(nothing) === 0) reader.wait(1000);
  };
  return {
    worker,
    hop: (hops: number): number => perHopUs(hops, () => exchange(0)),
    frame: (hops: number): number => perHopUs(hops, () => exchange(pool.take(frameBytes))),
  };
}

function rawPort() {
  const { worker } = open('raw port');
  return {
    worker,
    hop: (hops: number): Promise<number> =>
      countedUs(hops, worker, (answered) => {
        worker.on('message', answered);
        return () => worker.postMessage(0);
      }),
  };
}

function pipePort() {
  const { data, worker } = open('pipe port');
  const writer = new PipeWriter(data.to, { bell: () => worker.postMessage(0) });
  const reader = new PipeReader(data.from);
  return {
    worker,
    hop: (hops: number): Promise<number> =>
      countedUs(hops, worker, (answered) => {
        const drain = (): void => {
          do reader.take(answered);
          while (!reader.arm());
        };
        worker.on('message', drain);
        drain();
        return () => writer.send(0);
      }),
  };
}

function streaming(messages: number) {
  const { data, worker } = open('stream', messages);
  const writer = new PipeWriter(data.to);
  const reader = new PipeReader(data.from);
  const never = new Int32Array(new SharedArrayBuffer(4));
  return {
    worker,
    run: (): { perSecond: number; garbageBytes: number } => {
      const heapBefore = process.memoryUsage().heapUsed;
      const startedMs = performance.now();
      for (let i = 0; i < messages; i++) {
        while (writer.send(i) === 'full') Atomics.wait(never, 0, 0, 0.05);
      }
      const sentHeap = process.memoryUsage().heapUsed - heapBefore;
      let answer: number[] = [];
      while (reader.take((message) => (answer = message as number[])) === 0) reader.wait(1000);
      const seconds = (performance.now() - startedMs) / 1000;
      if (answer[0] !== (messages * (messages - 1)) / 2) throw new Error('numbers were lost on the way');
      return { perSecond: messages / seconds, garbageBytes: (sentHeap + answer[1]!) / messages };
    },
  };
}

/** Microseconds from one thread to the other, half of there and back. */
function perHopUs(hops: number, thereAndBack: () => void): number {
  const startedMs = performance.now();
  for (let i = 0; i < hops; i++) thereAndBack();
  return ((performance.now() - startedMs) * 1000) / hops / 2;
}

async function countedUs(
  hops: number,
  worker: Worker,
  listen: (answered: () => void) => () => void,
): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = hops;
  const send = listen(() => {
    if (--left > 0) send();
    else resolve();
  });
  const startedMs = performance.now();
  send();
  await promise;
  worker.removeAllListeners('message');
  return ((performance.now() - startedMs) * 1000) / hops / 2;
}
