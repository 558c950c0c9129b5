import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import koffi from 'koffi';
import { loadSdl } from './library.ts';
import { startXServer, whyNoXServer, type XServer } from './testing/x-server.ts';
import { Window } from './window.ts';

const OFF = 0;
const ON = 1;
const POLL_MS = 50;

describe('the screen saver', { skip: whyNot() ?? false }, () => {
  const servers: XServer[] = [];
  before(async () => {
    servers.push(await startXServer(320, 240), await startXServer(320, 240));
  });
  after(async () => {
    for (const server of servers) await server.stop();
  });

  test('starts on a screen that nobody uses, but never while a window is open, and again after', async () => {
    const saver = bindSaver();
    const [door, control] = servers.map(({ display }) => saver.open(display));
    const window = Window.open({ display: servers[0]!.display, width: 64, height: 48 });
    saver.startAfterOneSecond(door!);
    saver.startAfterOneSecond(control!);
    while (saver.state(control!) !== ON) await delay(POLL_MS);
    assert.equal(saver.state(door!), OFF);
    window.close();
    saver.startAfterOneSecond(door!);
    while (saver.state(door!) !== ON) await delay(POLL_MS);
  });
});

interface Saver {
  open(display: string): bigint;
  startAfterOneSecond(connection: bigint): void;
  state(connection: bigint): number;
}

/** What Xlib and its MIT-SCREEN-SAVER extension say. */
function bindSaver(): Saver {
  const x11 = koffi.load('libX11.so.6');
  const extension = koffi.load('libXss.so.1');
  const openDisplay = x11.func('void *XOpenDisplay(const char *name)');
  const rootOf = x11.func('unsigned long XDefaultRootWindow(void *display)');
  const setSaver = x11.func('int XSetScreenSaver(void *d, int timeout, int interval, int blank, int expose)');
  const flush = x11.func('int XSync(void *display, int discard)');
  const queryInfo = extension.func(
    'int XScreenSaverQueryInfo(void *d, unsigned long drawable, _Out_ void *info)',
  );
  return {
    open: (display) => openDisplay(display) as bigint,
    startAfterOneSecond(connection) {
      setSaver(connection, 1, 0, 1, 1);
      flush(connection, 0);
    },
    state(connection) {
      // An XScreenSaverInfo: a window, then the state.
      const info = new Int32Array(16);
      queryInfo(connection, rootOf(connection), info);
      return info[2]!;
    },
  };
}

function whyNot(): string | undefined {
  try {
    loadSdl();
    koffi.load('libXss.so.1');
  } catch (error) {
    return (error as Error).message;
  }
  return whyNoXServer();
}
