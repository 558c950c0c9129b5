import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { EncodedInfo, EncodedScreen, EncodedScreenCounters, UpgradeRequest } from '../screen.ts';
import type { BrowserScreenOptions } from '../screen-options.ts';
import { commonCodecs, type VideoCodec } from '../video-codec.ts';
import { frameMessage } from './frame-message.ts';
import { KeyframeWish } from './keyframe-wish.ts';
import { MAX_PAGE_MESSAGE_BYTES } from './page-message.ts';
import { StreamConfig } from './stream-config.ts';
import { Viewer, type ViewerListener } from './viewer.ts';

/**
 * Relays encoded frames to every page that is connected, over WebSocket, and hears from each when it showed them. A
 * page that is slow loses whole frames until the next keyframe and never slows down the others.
 */
export class BrowserScreen implements EncodedScreen {
  readonly wantsDecoded = false;
  readonly description = 'browser';
  readonly counters: EncodedScreenCounters = { sent: 0, dropped: 0, unreadable: 0, invalid: 0, expelled: 0 };
  readonly #options: BrowserScreenOptions;
  readonly #server: WebSocketServer;
  readonly #viewers = new Set<Viewer>();
  readonly #config = new StreamConfig();
  readonly #wish: KeyframeWish;
  readonly #listener: ViewerListener;
  #codecs = commonCodecs([]);
  #lastId = 0;
  #checkedUs = 0;
  #closed = false;

  constructor(options: BrowserScreenOptions) {
    this.#options = options;
    this.#wish = new KeyframeWish((options.keyframeIntervalMs ?? 500) * 1000);
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: MAX_PAGE_MESSAGE_BYTES,
    });
    this.#listener = this.#createListener();
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  get codecs(): readonly VideoCodec[] {
    return this.#codecs;
  }

  adopt(request: UpgradeRequest, socket: Duplex, head: Uint8Array): void {
    if (this.#closed) {
      socket.destroy();
      return;
    }
    // ws reads nothing of the request but its method, URL and headers.
    const incoming = request as unknown as IncomingMessage;
    const firstBytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
    this.#server.handleUpgrade(incoming, socket, firstBytes, (webSocket) => this.#admit(webSocket));
  }

  showEncoded(data: Uint8Array, info: EncodedInfo): number {
    if (info.keyframe) {
      if (!this.#config.update(data, info)) this.counters.unreadable += 1;
      this.#wish.granted();
    }
    if (this.#viewers.size === 0) return 0;
    const nowUs = this.#options.nowUs();
    const reached = this.#config.text === '' ? 0 : this.#relay(data, info, nowUs);
    this.counters.sent += reached;
    this.counters.dropped += this.#viewers.size - reached;
    this.#ask(nowUs);
    this.#checkAlive(nowUs);
    return reached;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const viewer of this.#viewers) viewer.terminate();
    this.#viewers.clear();
    this.#server.close();
  }

  #relay(data: Uint8Array, info: EncodedInfo, nowUs: number): number {
    const message = frameMessage(data, info);
    let reached = 0;
    for (const viewer of this.#viewers) {
      if (viewer.send(message, info.number, info.keyframe, this.#config.text, nowUs)) reached += 1;
      else if (viewer.wantsKeyframe(nowUs)) this.#wish.wish();
    }
    return reached;
  }

  #ask(nowUs: number): void {
    if (this.#wish.shouldAsk(nowUs)) this.#options.keyframeWanted?.();
  }

  #checkAlive(nowUs: number): void {
    if (nowUs - this.#checkedUs < CHECK_INTERVAL_US) return;
    this.#checkedUs = nowUs;
    for (const viewer of this.#viewers) viewer.checkAlive(nowUs);
  }

  #admit(socket: WebSocket): void {
    this.#lastId += 1;
    const viewer = new Viewer(this.#lastId, socket, this.#listener);
    if (this.#viewers.size >= (this.#options.maxViewers ?? 16)) {
      viewer.close(CLOSE_TRY_LATER, 'too many pages watch already');
      return;
    }
    this.#viewers.add(viewer);
    this.#options.viewersChanged?.(this.#viewers.size);
    this.#agreeOnCodecs();
    this.#wish.wish();
    this.#ask(this.#options.nowUs());
  }

  #agreeOnCodecs(): void {
    const agreed = commonCodecs([...this.#viewers].map(({ codecs }) => codecs));
    if (agreed.join() === this.#codecs.join()) return;
    this.#codecs = agreed;
    this.#options.codecsChanged?.(agreed);
  }

  #createListener(): ViewerListener {
    const { nowUs, presented } = this.#options;
    return {
      nowUs,
      presented: (viewer, number, decodedUs, presentedUs) =>
        presented?.(number, decodedUs, presentedUs, viewer.id),
      keyframeWanted: () => {
        this.#wish.wish();
        this.#ask(nowUs());
      },
      codecsChanged: () => this.#agreeOnCodecs(),
      invalid: () => {
        this.counters.invalid += 1;
      },
      expelled: () => {
        this.counters.expelled += 1;
      },
      gone: (viewer) => {
        if (!this.#viewers.delete(viewer)) return;
        this.#options.viewersChanged?.(this.#viewers.size);
        this.#agreeOnCodecs();
      },
    };
  }
}

const CHECK_INTERVAL_US = 1_000_000;
/** The registered close code for an overloaded server. */
const CLOSE_TRY_LATER = 1013;
