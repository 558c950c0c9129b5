// Loaded first into the program that set-up starts: holds one end of a pipe whose other end set-up holds. When set-up
// is gone without a word, killed outright, the pipe breaks and the program is asked to end like any other time.
import { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

const pipeNumber = 3;

// Threads and forks start with the flags of their parent, but the pipe is this process's.
const flag = process.execArgv.indexOf('--import');
if (isMainThread && process.execArgv[flag + 1] === import.meta.url) {
  process.execArgv.splice(flag, 2);
  const pipe = new Socket({ fd: pipeNumber, readable: true, writable: false });
  pipe.on('error', () => {});
  pipe.once('close', () => process.kill(process.pid, 'SIGTERM'));
  pipe.resume();
  pipe.unref();
}
