// The other thread of `actor threads`: answers in one of the ways that are compared.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type FrameMemory, FramePool, Lease, PipeReader, PipeWriter } from '@ajar/actor';

/** What the other thread is to do, and with which memory. */
export interface PeerData {
  readonly way: 'raw wait' | 'pipe wait' | 'raw port' | 'pipe port' | 'stream';
  readonly words: SharedArrayBuffer;
  readonly to: SharedArrayBuffer;
  readonly from: SharedArrayBuffer;
  readonly frames: FrameMemory;
  readonly messages: number;
}

const { way, words, to, from, frames, messages } = workerData as PeerData;
const port = parentPort as MessagePort;

switch (way) {
  case 'raw wait': {
    const shared = new Int32Array(words);
    for (let turn = 0; ; ) {
      Atomics.wait(shared, 0, turn);
      turn = Atomics.load(shared, 0);
      Atomics.store(shared, 16, turn);
      Atomics.notify(shared, 16, 1);
    }
  }
  case 'pipe wait': {
    const reader = new PipeReader(to, new FramePool(frames, 2));
    const writer = new PipeWriter(from);
    for (;;) {
      reader.wait(1000);
      reader.take((message) => {
        if (message instanceof Lease) message.release();
        writer.send(0);
      });
    }
  }
  case 'raw port':
    port.on('message', (message) => port.postMessage(message));
    break;
  case 'pipe port': {
    const reader = new PipeReader(to);
    const writer = new PipeWriter(from, { bell: () => port.postMessage(0) });
    const drain = (): void => {
      do reader.take((message) => writer.send(message));
      while (!reader.arm());
    };
    port.on('message', drain);
    drain();
    break;
  }
  case 'stream': {
    const reader = new PipeReader(to);
    const writer = new PipeWriter(from);
    let sum = 0;
    let count = 0;
    const isComplete = (): boolean => count === messages;
    const add = (message: unknown): void => {
      sum += message as number;
      count++;
    };
    for (;;) {
      reader.wait(1000);
      // A first pass makes the code fast before garbage is counted.
      if (count === messages) count = 0;
      const before = process.memoryUsage().heapUsed;
      do if (reader.take(add) === 0) reader.wait(1000);
      while (!isComplete());
      writer.send([sum, process.memoryUsage().heapUsed - before]);
      sum = 0;
    }
  }
}
