import { AV_LOG_FATAL, AVERROR_EAGAIN } from 'node-av/constants';
import type { Codec, CodecContext } from 'node-av/lib';
import { FFmpegError, Log } from 'node-av/lib';
import type { MediaErrorCode } from '../error.ts';
import { MediaError } from '../error.ts';

/** FFmpeg's "not now": no output yet, or input not taken until output is. */
export const AGAIN: number = AVERROR_EAGAIN;

/**
 * Opens a codec with its private options. They are set one by one because handing over a `Dictionary` makes node-av 6.1.1 free it
 * twice: the process dies when the wrapper is collected.
 *
 * @param isLenient options that the codec doesn't know, or whose value it doesn't, are left out
 * @throws MediaError with `code` when an option is unknown or the codec does not open; the context is freed then
 */
export function openCodec(
  context: CodecContext,
  codec: Codec,
  options: Readonly<Record<string, string>>,
  code: MediaErrorCode,
  isLenient = false,
): void {
  quietFfmpeg();
  for (const [name, value] of Object.entries(options)) {
    const status = context.setOption(name, value);
    if (status < 0 && !isLenient) {
      context.freeContext();
      throw new MediaError(code, `${codec.name} does not take ${name}=${value}: ${errorText(status)}`);
    }
  }
  const status = context.open2Sync(codec, null);
  if (status < 0) {
    context.freeContext();
    throw new MediaError(code, `${codec.name} did not open: ${errorText(status)}`);
  }
}

/** Codecs report their choices on standard error, and damage line by line; callers get return values and errors instead. */
export function quietFfmpeg(): void {
  Log.setLevel(AV_LOG_FATAL);
}

/** FFmpeg's own words for a negative return value. */
export function errorText(status: number): string {
  return new FFmpegError(status).message;
}
