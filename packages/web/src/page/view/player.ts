import { LastingSocket } from '../connection/lasting-socket.ts';
import {
  codecsMessage,
  KEYFRAME_MESSAGE,
  type PresentedFrame,
  parseFrame,
  parseViewMessage,
  pingMessage,
  presentedMessage,
} from '../protocol/view.ts';
import { Admission } from './admission.ts';
import { decodableCodecs } from './decodable-codecs.ts';
import { Decoder } from './decoder.ts';
import { Painter } from './painter.ts';
import { ServerClock } from './server-clock.ts';

const PING_INTERVAL_MS = 500;
const REPORT_INTERVAL_MS = 100;
const MAX_REPORTED = 120;

/** Whether this browser can decode at all: WebCodecs exists only on secure pages (HTTPS or localhost). */
export function canDecode(): boolean {
  return 'VideoDecoder' in globalThis;
}

/** Plays one view on a canvas, from its WebSocket to drawn pictures, and reports when each was drawn. */
export class Player {
  readonly #socket: LastingSocket;
  readonly #decoder: Decoder;
  readonly #painter: Painter;
  readonly #clock = new ServerClock();
  readonly #admission = new Admission();
  readonly #timers: number[];
  #presented: PresentedFrame[] = [];

  /** @param shown called when the first picture has been drawn. */
  constructor(path: string, canvas: HTMLCanvasElement, shown: () => void) {
    let first = true;
    this.#painter = new Painter(canvas, (number, decodedUs, drawnUs) => {
      if (this.#presented.length < MAX_REPORTED) this.#presented.push([number, decodedUs, drawnUs]);
      if (first) shown();
      first = false;
    });
    this.#decoder = new Decoder({
      decoded: (frame) => this.#painter.offer(frame),
      failed: () => this.#startOver(),
    });
    this.#socket = new LastingSocket(path, {
      opened: () => {
        this.#clock.reset();
        this.#admission.break();
        void this.#tellCodecs();
        this.#ping();
      },
      closed: () => this.#admission.break(),
      text: (text) => this.#hear(text),
      binary: (message) => this.#take(message),
    });
    this.#timers = [
      window.setInterval(() => this.#ping(), PING_INTERVAL_MS),
      window.setInterval(() => this.#report(), REPORT_INTERVAL_MS),
    ];
    document.addEventListener('visibilitychange', this.#startOverWhenSeen);
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#startOverWhenSeen);
    for (const timer of this.#timers) window.clearInterval(timer);
    this.#socket.close();
    this.#decoder.close();
    this.#painter.close();
  }

  #hear(text: string): void {
    const message = parseViewMessage(text);
    if (message?.type === 'pong') this.#clock.note(message.t0Us, message.serverUs, performance.now() * 1000);
    if (message?.type !== 'config') return;
    this.#admission.break();
    this.#decoder.configure(message);
  }

  /** Nobody sees a hidden page, and its frames are never drawn: it decodes nothing and starts over when it is seen again. */
  #take(message: ArrayBuffer): void {
    if (document.hidden) return this.#admission.break();
    const frame = parseFrame(message);
    if (frame === undefined || !this.#decoder.ready) return;
    const nowMs = performance.now();
    if (this.#admission.admits(frame.keyframe, this.#decoder.queued, nowMs)) this.#decoder.decode(frame);
    else this.#askWhenNeeded();
  }

  #startOver(): void {
    this.#admission.break();
    this.#askWhenNeeded();
  }

  readonly #startOverWhenSeen = (): void => {
    if (!document.hidden) this.#askWhenNeeded();
  };

  #askWhenNeeded(): void {
    if (this.#admission.asks(performance.now())) this.#socket.send(KEYFRAME_MESSAGE);
  }

  async #tellCodecs(): Promise<void> {
    this.#socket.send(codecsMessage(await decodableCodecs()));
  }

  #ping(): void {
    this.#socket.send(pingMessage(performance.now() * 1000));
  }

  #report(): void {
    const offsetUs = this.#clock.offsetUs;
    if (this.#presented.length === 0 || offsetUs === undefined) return;
    const frames = this.#presented.map(
      ([number, decodedUs, drawnUs]): PresentedFrame => [number, decodedUs + offsetUs, drawnUs + offsetUs],
    );
    this.#presented = [];
    this.#socket.send(presentedMessage(frames));
  }
}
