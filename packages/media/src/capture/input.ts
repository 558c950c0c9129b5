import {
  AVERROR_EACCES,
  AVERROR_EBUSY,
  AVERROR_EISDIR,
  AVERROR_ENODEV,
  AVERROR_ENOENT,
  AVERROR_ENOTDIR,
  AVERROR_EPERM,
  AVFMT_FLAG_NONBLOCK,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';
import { CodecContext, Dictionary, FormatContext, InputFormat, type Stream } from 'node-av/lib';
import { errorText, openCodec, quietFfmpeg } from '../codec/ffmpeg.ts';
import { MediaError, type MediaErrorCode } from '../error.ts';

/** A file or device opened by FFmpeg, with a decoder for its pictures. Both belong to the caller, see {@link closeInput}. */
export interface VideoInput {
  readonly container: FormatContext;
  readonly decoder: CodecContext;
  readonly stream: Stream;
  /** Name of the decoder: `rawvideo`, `mjpeg`… */
  readonly codec: string;
}

/** What to open. */
export interface InputRequest {
  /** FFmpeg's name for the kind of device; without it the kind of file is found out. */
  readonly format?: string;
  readonly url: string;
  readonly options?: Readonly<Record<string, string>>;
  /** How errors call it. */
  readonly subject: string;
  /** Reads of a device give EAGAIN instead of blocking a thread, so that a stalled device can be closed. */
  readonly nonBlocking?: boolean;
  readonly threads?: number;
  /** A better error than the usual one, made of that one. */
  readonly explain?: (usual: MediaError) => MediaError;
}

/**
 * Opens a file or device and a decoder for its (best) video stream.
 *
 * @throws MediaError `not-found`, `denied`, `busy`; `unsupported` where there is no such kind of device here or no decoder
 */
export async function openInput(request: InputRequest): Promise<VideoInput> {
  quietFfmpeg();
  const { format, subject } = request;
  const inputFormat = format === undefined ? null : InputFormat.findInputFormat(format);
  if (format !== undefined && !inputFormat) {
    throw new MediaError(
      'unsupported',
      `${subject}: FFmpeg has no ${format} devices on ${process.platform}`,
      {
        subject,
      },
    );
  }
  const container = new FormatContext();
  if (request.nonBlocking) {
    container.allocContext();
    container.setFlags(AVFMT_FLAG_NONBLOCK);
  }
  const options = Dictionary.fromObject({ ...request.options });
  const opened = await container.openInput(request.url, inputFormat, options);
  options.free();
  if (opened < 0) {
    const usual = openError(subject, opened);
    throw request.explain?.(usual) ?? usual;
  }
  try {
    // A device says what it delivers when it is opened; analysing would only eat its first pictures.
    if (!inputFormat || !knowsItsSize(container)) await container.findStreamInfo();
    return { container, ...openDecoder(container, request) };
  } catch (error) {
    await container.closeInput();
    throw error;
  }
}

/** Frees both ends of an input. */
export async function closeInput(input: VideoInput): Promise<void> {
  input.decoder.freeContext();
  await input.container.closeInput();
}

function knowsItsSize(container: FormatContext): boolean {
  return container.streams.some(({ codecpar }) => codecpar.width > 0 && codecpar.height > 0);
}

function openDecoder(
  container: FormatContext,
  { subject, threads = 1, nonBlocking }: InputRequest,
): Pick<VideoInput, 'decoder' | 'stream' | 'codec'> {
  const best = container.findBestStream(AVMEDIA_TYPE_VIDEO, -1, -1, true);
  if (typeof best === 'number' || !best.decoder) {
    throw new MediaError('unsupported', `${subject} holds no pictures that FFmpeg can decode`, { subject });
  }
  const stream = container.streams[best.streamIndex]!;
  const decoder = new CodecContext();
  decoder.allocContext3(best.decoder);
  decoder.parametersToContext(stream.codecpar);
  decoder.pktTimebase = stream.timeBase;
  decoder.threadCount = threads;
  // Cameras send no B-frames, so their pictures need not wait for later ones; and a broken picture is better not shown.
  openCodec(
    decoder,
    best.decoder,
    nonBlocking ? { flags: 'low_delay', err_detect: 'explode' } : {},
    'unsupported',
  );
  return { decoder, stream, codec: best.decoder.name ?? 'unknown' };
}

const CAUSES: ReadonlyMap<number, readonly [MediaErrorCode, string]> = new Map<
  number,
  readonly [MediaErrorCode, string]
>([
  [AVERROR_ENOENT, ['not-found', 'does not exist']],
  [AVERROR_ENOTDIR, ['not-found', 'does not exist']],
  [AVERROR_ENODEV, ['not-found', 'is not there or no camera']],
  [AVERROR_EISDIR, ['unsupported', 'is a directory']],
  [AVERROR_EACCES, ['denied', 'may not be read by this user']],
  [AVERROR_EPERM, ['denied', 'may not be read by this user']],
  [AVERROR_EBUSY, ['busy', 'is in use by another program']],
]);

function openError(subject: string, status: number): MediaError {
  const [code, what] = CAUSES.get(status) ?? ['unsupported', `cannot be opened: ${errorText(status)}`];
  return new MediaError(code, `${subject} ${what}`, { subject });
}
