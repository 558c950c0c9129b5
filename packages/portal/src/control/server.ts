import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { pageDirectory } from '@ajar/web';
import sirv from 'sirv';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ViewRequest } from '../actors/screen.ts';
import { ConfigError } from '../config/error.ts';
import { formatHostPort, type HostPort } from '../config/values.ts';
import type { MeasureNews } from '../measure/news.ts';
import type { MixChange } from './mix-wish.ts';
import { type NetState, type NetWish, readWish, type ShownPortal, type ToPage } from './protocol.ts';
import { isAddress, isSameOrigin } from './same-origin.ts';

/** What the control server serves. */
export interface ControlOptions {
  readonly address: HostPort;
  /** Whether to take any free port when the one asked for is taken. */
  readonly orAnyPort: boolean;
  readonly portals: readonly ShownPortal[];
  /** State of the network between two portals of a demo; null where there is none to change. */
  net(): NetState | null;
  /** A page wants the network changed. */
  onWish(wish: NetWish): void;
  /** A page wants to hear otherwise what one of the portals plays. */
  onMix(id: string, mix: MixChange): void;
  /** A page wants the microphone of one of the portals muted, or heard again. */
  onMicrophone(id: string, muted: boolean): void;
  /** Somebody wants the delay measured, for so many seconds; `answer` reaches only who asked. Absent: it can't be. */
  onMeasure?(seconds: number, answer: (news: MeasureNews) => void): void;
  /** A page wants to see: its connection, to be handed to the screen of that portal. */
  onView(id: string, request: ViewRequest, socket: Socket): void;
}

/** More unsent than this and a page is too slow for news; it gets the next ones. */
const maxBufferedBytes = 256 * 1024;

/** Serves the page, tells it what is going on, and takes its wishes. */
export class ControlServer {
  readonly #options: ControlOptions;
  readonly #http: Server;
  readonly #pages = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024, perMessageDeflate: false });
  readonly #sockets = new Set<Socket>();

  private constructor(options: ControlOptions) {
    this.#options = options;
    const files = sirv(pageDirectory(), { etag: true, dev: false });
    this.#http = createServer((request, response) => {
      if (!isAddress(request.headers.host ?? '')) {
        response.writeHead(421).end('Open this page by its address.\n');
        return;
      }
      response.setHeader(
        'Content-Security-Policy',
        "default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws:",
      );
      response.setHeader('X-Content-Type-Options', 'nosniff');
      files(request, response, () => {
        response.writeHead(404).end('Not here.\n');
      });
    });
    this.#http.on('upgrade', (request, socket: Socket, head: Buffer) => this.#upgrade(request, socket, head));
    this.#http.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#pages.on('connection', (page) => {
      page.on('error', () => page.terminate());
      page.on('message', (data, isBinary) => {
        const wish = isBinary ? undefined : readWish((data as Buffer).toString());
        if (wish?.type === 'measure') this.#measure(wish.seconds, page);
        else if (wish?.type === 'mix') options.onMix(wish.id, wish.mix);
        else if (wish?.type === 'microphone') options.onMicrophone(wish.id, wish.muted);
        else if (wish !== undefined) options.onWish(wish);
      });
      page.send(
        JSON.stringify({
          type: 'hello',
          version: 1,
          portals: options.portals,
          net: options.net(),
        } satisfies ToPage),
      );
    });
  }

  /** Starts to listen. Throws ConfigError when the address is taken or isn't one of this machine. */
  static async listen(options: ControlOptions): Promise<ControlServer> {
    const server = new ControlServer(options);
    const { host, port } = options.address;
    try {
      await server.#listen(host, port);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && options.orAnyPort) await server.#listen(host, 0);
      else throw unavailable(options.address, error);
    }
    return server;
  }

  /** The page's address, to be opened in a browser. */
  get url(): string {
    const { port } = this.#http.address() as { port: number };
    const { host } = this.#options.address;
    const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
    return `http://${formatHostPort({ host: shown, port })}/`;
  }

  /** Tells every page. */
  tell(message: ToPage): void {
    if (this.#pages.clients.size === 0) return;
    const text = JSON.stringify(message);
    for (const page of this.#pages.clients) if (page.bufferedAmount < maxBufferedBytes) page.send(text);
  }

  async close(): Promise<void> {
    for (const page of this.#pages.clients) page.terminate();
    this.#pages.close();
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  #measure(seconds: number, page: WebSocket): void {
    const answer = (news: MeasureNews): void => {
      if (page.readyState === page.OPEN) page.send(JSON.stringify(news));
    };
    if (this.#options.onMeasure) this.#options.onMeasure(seconds, answer);
    else answer({ type: 'measured', measured: null, problem: 'this is a demo; a portal can be measured' });
  }

  #listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, host, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    if (!isSameOrigin(request.headers)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    if (request.url === '/control') {
      this.#pages.handleUpgrade(request, socket, head, (page) =>
        this.#pages.emit('connection', page, request),
      );
      return;
    }
    const portal = this.#options.portals.find(({ view }) => view !== null && view === request.url);
    if (portal === undefined) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#sockets.delete(socket);
    // Not a byte more is read here: what the page says next is for the process that gets the connection.
    socket.pause();
    const { method = 'GET', url = '/', headers } = request;
    this.#options.onView(portal.id, { method, url, headers, head }, socket);
  }
}

function unavailable(address: HostPort, error: unknown): ConfigError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = {
    EADDRINUSE: 'is in use; give another port, or 0 for any',
    EADDRNOTAVAIL: 'is not an address of this machine',
    EACCES: 'may not be used by this user; ports from 1024 up may',
    ENOTFOUND: 'does not resolve to an address',
  }[code ?? ''];
  return new ConfigError(`--control: ${formatHostPort(address)} ${why ?? message}`, { cause: error });
}
