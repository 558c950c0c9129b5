import type { RawData, WebSocket } from 'ws';
import { DEFAULT_CODECS, type VideoCodec } from '../video-codec.ts';
import { Backlog } from './backlog.ts';
import { MessageBudget } from './message-budget.ts';
import { type PageMessage, parsePageMessage } from './page-message.ts';
import { ReportCheck } from './report-check.ts';

/** What a page's connection tells the screen. */
export interface ViewerListener {
  nowUs(): number;
  presented(viewer: Viewer, number: number, decodedUs: number, presentedUs: number): void;
  keyframeWanted(): void;
  codecsChanged(): void;
  invalid(): void;
  expelled(): void;
  gone(viewer: Viewer): void;
}

/** One page that watches. It gets whole frames, from a keyframe on without a gap, or none while it is slow. */
export class Viewer {
  /** Tells pages apart, from 1. */
  readonly id: number;
  readonly #socket: WebSocket;
  readonly #listener: ViewerListener;
  readonly #backlog = new Backlog();
  readonly #budget = new MessageBudget(MESSAGES_PER_SECOND, MESSAGES_BURST);
  readonly #reports = new ReportCheck();
  #waitsForKeyframe = true;
  #config = '';
  #codecs = DEFAULT_CODECS;
  #invalid = 0;
  #heardUs: number;
  #pingedUs: number;

  constructor(id: number, socket: WebSocket, listener: ViewerListener) {
    this.id = id;
    this.#socket = socket;
    this.#listener = listener;
    this.#heardUs = listener.nowUs();
    this.#pingedUs = this.#heardUs;
    socket.on('message', (data, isBinary) => this.#message(data, isBinary));
    socket.on('pong', () => {
      this.#heardUs = listener.nowUs();
    });
    // A broken connection also closes: that is when it is counted.
    socket.on('error', ignore);
    socket.on('close', () => listener.gone(this));
  }

  /** What the page says that it decodes. */
  get codecs(): readonly VideoCodec[] {
    return this.#codecs;
  }

  /** Whether it could take a keyframe and has nothing to go on with until then. */
  wantsKeyframe(nowUs: number): boolean {
    if (!this.#waitsForKeyframe || this.#socket.readyState !== this.#socket.OPEN) return false;
    return !this.#isSlow(nowUs, RESUME_BYTES, RESUME_US);
  }

  /**
   * Sends a frame, after `config` (the JSON text that starts a decoder) if it is new to the page. Returns false, and
   * waits for the next keyframe, when the page is slow. The message must not change afterwards.
   */
  send(message: Buffer, number: number, keyframe: boolean, config: string, nowUs: number): boolean {
    if (this.#socket.readyState !== this.#socket.OPEN) return false;
    if (this.#waitsForKeyframe && !keyframe) return false;
    if (this.#isSlow(nowUs, MAX_WAITING_BYTES, MAX_WAITING_US)) {
      this.#waitsForKeyframe = true;
      return false;
    }
    this.#waitsForKeyframe = false;
    if (keyframe && config !== this.#config) {
      this.#config = config;
      this.#sendText(config, nowUs);
    }
    this.#reports.sent(number);
    this.#socket.send(message, BINARY);
    this.#backlog.wrote(wireBytes(message.length), nowUs);
    return true;
  }

  /** Asks a silent page whether it is still there and hangs up on one that does not answer. Call now and then. */
  checkAlive(nowUs: number): void {
    if (nowUs - this.#heardUs > SILENCE_US) {
      this.#listener.expelled();
      this.#socket.terminate();
    } else if (nowUs - this.#pingedUs >= PING_INTERVAL_US) {
      this.#pingedUs = nowUs;
      this.#socket.ping();
      this.#backlog.wrote(wireBytes(0), nowUs);
    }
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #isSlow(nowUs: number, maxBytes: number, maxUs: number): boolean {
    const waiting = this.#socket.bufferedAmount;
    return waiting > maxBytes || this.#backlog.ageUs(waiting, nowUs) > maxUs || this.#backlog.full;
  }

  #message(data: RawData, isBinary: boolean): void {
    const nowUs = this.#listener.nowUs();
    this.#heardUs = nowUs;
    if (!this.#budget.spend(nowUs)) {
      this.#expel('too many messages');
      return;
    }
    const message = isBinary ? undefined : parsePageMessage(textOf(data));
    if (message === undefined) this.#reject();
    else this.#act(message, nowUs);
  }

  #act(message: PageMessage, nowUs: number): void {
    switch (message.type) {
      case 'ping':
        this.#sendText(`{"type":"pong","t0":${message.t0},"serverUs":${nowUs}}`, nowUs);
        return;
      case 'keyframe':
        this.#listener.keyframeWanted();
        return;
      case 'codecs':
        this.#codecs = message.codecs;
        this.#listener.codecsChanged();
        return;
      case 'presented':
        for (const [number, decodedUs, presentedUs] of message.frames) {
          if (this.#reports.accepts(number, decodedUs, presentedUs, nowUs)) {
            this.#listener.presented(this, number, decodedUs, presentedUs);
          }
        }
    }
  }

  #sendText(text: string, nowUs: number): void {
    this.#socket.send(text);
    this.#backlog.wrote(wireBytes(Buffer.byteLength(text)), nowUs);
  }

  #reject(): void {
    this.#listener.invalid();
    this.#invalid += 1;
    if (this.#invalid >= MAX_INVALID) this.#expel('not the protocol of this view');
  }

  #expel(reason: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#listener.expelled();
    this.#socket.close(CLOSE_POLICY, reason);
  }
}

/** Length on the wire of an unmasked WebSocket frame (RFC 6455, 5.2). */
function wireBytes(payloadBytes: number): number {
  if (payloadBytes < 126) return payloadBytes + 2;
  return payloadBytes + (payloadBytes < 65_536 ? 4 : 10);
}

function textOf(data: RawData): string {
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString();
  return Array.isArray(data) ? Buffer.concat(data).toString() : data.toString();
}

function ignore(): void {}

const BINARY = { binary: true, compress: false } as const;
/** RFC 6455, 7.4.1: the peer broke a rule of ours. */
const CLOSE_POLICY = 1008;
const MAX_WAITING_BYTES = 1_000_000;
const MAX_WAITING_US = 250_000;
/** A keyframe asked for sooner would only join the queue. */
const RESUME_BYTES = 65_536;
const RESUME_US = 50_000;
/** A page sends two pings and ten reports a second. */
const MESSAGES_PER_SECOND = 40;
const MESSAGES_BURST = 80;
const MAX_INVALID = 10;
/** Protocol pings, since a page in the background may not run its own timers. */
const PING_INTERVAL_US = 5_000_000;
const SILENCE_US = 20_000_000;
