import { once } from 'node:events';
import { until } from '../../e2e/stage/until.ts';

/** Where a process listens for debuggers that was told so by SIGUSR1. */
const debuggers = 'http://127.0.0.1:9229/json/list';

/** Sends a process of Node's into a loop that never ends, as a debugger could. It does nothing else from then on. */
export async function endlessLoop(pid: number): Promise<void> {
  process.kill(pid, 'SIGUSR1');
  let address: string | undefined;
  await until(() => {
    fetch(debuggers)
      .then((answer) => answer.json())
      .then((list) => {
        address = (list as { webSocketDebuggerUrl: string }[])[0]?.webSocketDebuggerUrl;
      })
      .catch(() => {});
    return address !== undefined;
  });
  const socket = new WebSocket(address!);
  await once(socket, 'open');
  const expression = 'setImmediate(() => { for (;;); })';
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
  await once(socket, 'message');
  socket.close();
}
