import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { RunTask } from './perform-run.ts';
import type { RunResult } from './row-result.ts';

/** Works off runs in threads, as many as there are processors, and hears of each as it is done. */
export async function workOff(
  tasks: readonly RunTask[],
  done: (task: RunTask, result: RunResult) => void,
): Promise<void> {
  const waiting = [...tasks];
  const hands = Math.min(waiting.length, availableParallelism());
  await Promise.all(Array.from({ length: hands }, () => work(waiting, done)));
}

async function work(waiting: RunTask[], done: (task: RunTask, result: RunResult) => void): Promise<void> {
  const worker = new Worker(new URL('worker.ts', import.meta.url));
  let settle: PromiseWithResolvers<RunResult> | undefined;
  worker.on('message', (result: RunResult) => settle?.resolve(result));
  worker.on('error', (error) => settle?.reject(error));
  try {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      settle = Promise.withResolvers<RunResult>();
      worker.postMessage(task, []);
      done(task, await settle.promise);
    }
  } finally {
    await worker.terminate();
  }
}
