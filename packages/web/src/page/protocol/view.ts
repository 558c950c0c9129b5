import { fieldsOf, numberIn, parseJson, textIn } from './narrow.ts';

/** How to decode the frames that follow. */
export interface ViewConfig {
  readonly type: 'config';
  /** WebCodecs name of the stream, such as `avc1.42C02A`. */
  readonly codec: string;
  readonly width: number;
  readonly height: number;
}

/** Answer to a ping: the page's own `t0` and the server's monotonic clock when it answered, in µs. */
export interface ViewPong {
  readonly type: 'pong';
  readonly t0Us: number;
  readonly serverUs: number;
}

/** One encoded frame. `data` is a view on the message's memory: nobody else holds it. */
export interface EncodedFrame {
  readonly keyframe: boolean;
  readonly number: number;
  readonly capturedUs: number;
  readonly receivedUs: number;
  /** One access unit: H.264 or HEVC in Annex B, or AV1 OBUs with sizes. */
  readonly data: Uint8Array;
}

/** [frame number, decoded, presented], both times in µs on the server's clock. */
export type PresentedFrame = readonly [number: number, decodedUs: number, presentedUs: number];

export const KEYFRAME_MESSAGE = '{"type":"keyframe"}';

const HEADER_BYTES = 24;
const HEADER_VERSION = 1;
const FLAG_KEYFRAME = 1;
const MAX_SIDE = 16_384;

/** Reads one text message of a view socket; undefined when it is malformed or unknown. */
export function parseViewMessage(text: string): ViewConfig | ViewPong | undefined {
  const fields = fieldsOf(parseJson(text));
  if (fields['type'] === 'config') {
    const [codec, width, height] = [
      textIn(fields, 'codec'),
      numberIn(fields, 'width'),
      numberIn(fields, 'height'),
    ];
    if (codec === null || !isSide(width) || !isSide(height)) return undefined;
    return { type: 'config', codec, width, height };
  }
  if (fields['type'] === 'pong') {
    const [t0Us, serverUs] = [numberIn(fields, 't0'), numberIn(fields, 'serverUs')];
    return t0Us === null || serverUs === null ? undefined : { type: 'pong', t0Us, serverUs };
  }
  return undefined;
}

/**
 * Reads one binary message: a little-endian header of 24 bytes (u8 version, u8 flags, u16 zero, u32 number, f64 captured µs,
 * f64 received µs) and an access unit. Undefined when it is malformed or of another version.
 */
export function parseFrame(message: ArrayBuffer): EncodedFrame | undefined {
  if (message.byteLength <= HEADER_BYTES) return undefined;
  const header = new DataView(message, 0, HEADER_BYTES);
  if (header.getUint8(0) !== HEADER_VERSION) return undefined;
  const [capturedUs, receivedUs] = [header.getFloat64(8, true), header.getFloat64(16, true)];
  if (!Number.isFinite(capturedUs) || !Number.isFinite(receivedUs)) return undefined;
  return {
    keyframe: (header.getUint8(1) & FLAG_KEYFRAME) !== 0,
    number: header.getUint32(4, true),
    capturedUs,
    receivedUs,
    data: new Uint8Array(message, HEADER_BYTES),
  };
}

/** The message that asks for the server's time; `t0Us` comes back with the answer. */
export function pingMessage(t0Us: number): string {
  return JSON.stringify({ type: 'ping', t0: t0Us });
}

/** The message that tells when frames were decoded and drawn. */
export function presentedMessage(frames: readonly PresentedFrame[]): string {
  return JSON.stringify({ type: 'presented', frames });
}

/** The message that tells which codecs this page decodes. */
export function codecsMessage(codecs: readonly string[]): string {
  return JSON.stringify({ type: 'codecs', codecs });
}

function isSide(value: number | null): value is number {
  return value !== null && Number.isInteger(value) && value > 0 && value <= MAX_SIDE;
}
