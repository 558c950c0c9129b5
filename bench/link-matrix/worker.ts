import { parentPort } from 'node:worker_threads';
import { performRun, type RunTask } from './perform-run.ts';

parentPort!.on('message', (task: RunTask) => {
  const result = performRun(task);
  parentPort!.postMessage(result, []);
});
