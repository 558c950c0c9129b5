import { isVideoCodec, type VideoCodec } from '../video-codec.ts';

/** What a page may say. Times are µs of the server's clock except `t0`, which is the page's own. */
export type PageMessage =
  | { readonly type: 'ping'; readonly t0: number }
  | { readonly type: 'keyframe' }
  | { readonly type: 'codecs'; readonly codecs: readonly VideoCodec[] }
  | { readonly type: 'presented'; readonly frames: readonly PresentedFrame[] };

/** Frame number, when it left the decoder, when it was shown. */
type PresentedFrame = readonly [number: number, decodedUs: number, presentedUs: number];

/** Longest message taken from a page, bytes. */
export const MAX_PAGE_MESSAGE_BYTES = 16_384;
/** Most frames in one report: a tenth of a second at any rate that a monitor has, and some. */
export const MAX_REPORTED_FRAMES = 256;

/** Reads one text message of a page; undefined for whatever is not exactly one of {@link PageMessage}. */
export function parsePageMessage(text: string): PageMessage | undefined {
  if (text.length > MAX_PAGE_MESSAGE_BYTES) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const message = value as Record<string, unknown>;
  switch (message['type']) {
    case 'ping':
      return isTime(message['t0']) ? { type: 'ping', t0: message['t0'] } : undefined;
    case 'keyframe':
      return { type: 'keyframe' };
    case 'codecs':
      return parseCodecs(message['codecs']);
    case 'presented':
      return parsePresented(message['frames']);
    default:
      return undefined;
  }
}

/** Codecs of a newer page that are unknown here are left out. */
function parseCodecs(codecs: unknown): PageMessage | undefined {
  if (!Array.isArray(codecs) || codecs.length > MAX_CODECS) return undefined;
  if (!codecs.every((codec) => typeof codec === 'string')) return undefined;
  return { type: 'codecs', codecs: [...new Set(codecs.filter(isVideoCodec))] };
}

function parsePresented(frames: unknown): PageMessage | undefined {
  if (!Array.isArray(frames) || frames.length > MAX_REPORTED_FRAMES) return undefined;
  return frames.every(isPresentedFrame) ? { type: 'presented', frames } : undefined;
}

function isPresentedFrame(entry: unknown): entry is PresentedFrame {
  if (!Array.isArray(entry) || entry.length !== 3) return false;
  const [number, decodedUs, presentedUs] = entry as unknown[];
  return isFrameNumber(number) && isTime(decodedUs) && isTime(presentedUs);
}

function isFrameNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

const MAX_CODECS = 16;
