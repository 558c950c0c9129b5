import { once } from 'node:events';
import { type Duplex, duplexPair } from 'node:stream';
import { type RawData, WebSocket } from 'ws';
import { FRAME_HEADER_BYTES } from '../browser/frame-message.ts';
import type { EncodedScreen, UpgradeRequest } from '../screen.ts';

/** A frame as a page got it. */
export interface PageFrame {
  readonly version: number;
  readonly keyframe: boolean;
  readonly number: number;
  readonly capturedUs: number;
  readonly receivedUs: number;
  readonly data: Buffer;
}

/** A page that watches a screen over a pair of streams in memory: what it does not read waits at the screen. */
export class TestPage {
  readonly socket: WebSocket;
  /** Text messages but `pong`, and `frame N` for each frame, as they came. */
  readonly log: string[] = [];
  readonly frames: PageFrame[] = [];
  readonly pongs: { t0: number; serverUs: number }[] = [];
  readonly #wire: Duplex;

  private constructor(socket: WebSocket, wire: Duplex) {
    this.socket = socket;
    this.#wire = wire;
    socket.on('message', (data, isBinary) => this.#message(data, isBinary));
  }

  static async connect(screen: EncodedScreen): Promise<TestPage> {
    const [far, near] = duplexPair();
    far.once('close', () => near.destroy());
    near.once('close', () => far.destroy());
    const socket = new WebSocket('ws://door.test/view', { createConnection: () => near as never });
    const [bytes] = (await once(far, 'data')) as [Buffer];
    far.removeAllListeners('data');
    const page = new TestPage(socket, near);
    const opened = once(socket, 'open');
    screen.adopt(parseRequest(bytes.toString('latin1')), far, new Uint8Array(0));
    await opened;
    return page;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Stops reading, and goes on. */
  pause(): void {
    this.#wire.pause();
  }

  resume(): void {
    this.#wire.resume();
  }

  #message(data: RawData, isBinary: boolean): void {
    const bytes = data as Buffer;
    if (isBinary) {
      const frame = readFrame(bytes);
      this.frames.push(frame);
      this.log.push(`frame ${frame.number}`);
      return;
    }
    const message = JSON.parse(bytes.toString()) as { type: string; t0: number; serverUs: number };
    if (message.type === 'pong') this.pongs.push(message);
    else this.log.push(bytes.toString());
  }
}

/** Lets everything happen that is only waiting for its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function readFrame(message: Buffer): PageFrame {
  return {
    version: message.readUInt8(0),
    keyframe: message.readUInt8(1) === 1,
    number: message.readUInt32LE(4),
    capturedUs: message.readDoubleLE(8),
    receivedUs: message.readDoubleLE(16),
    data: message.subarray(FRAME_HEADER_BYTES),
  };
}

function parseRequest(text: string): UpgradeRequest {
  const [requestLine = '', ...lines] = text.split('\r\n');
  const [method = '', url = ''] = requestLine.split(' ');
  const pairs = lines
    .filter((line) => line.includes(': '))
    .map((line) => line.split(': ') as [string, string]);
  return {
    method,
    url,
    headers: Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value])),
  };
}
