import { type FileHandle, open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ScreenError } from '../error.ts';
import type { PictureScreen, Placement, PlanarPicture, ScreenEvent, ShownInfo } from '../screen.ts';
import type { FileScreenOptions } from '../screen-options.ts';
import { FrameQueue, type QueuedFrame } from './frame-queue.ts';
import { WholeWrite } from './whole-write.ts';
import { y4mHeader } from './y4m.ts';

/**
 * Opens a screen that writes pictures to `path` as YUV4MPEG2 and a line of JSON for each to `path.jsonl`; files of
 * these names are replaced. Throws ScreenError `file`.
 */
export async function openFileScreen(path: string, options: FileScreenOptions): Promise<FileScreen> {
  const pictures = await openForWriting(path);
  try {
    return new FileScreen(path, pictures, await openForWriting(`${path}.jsonl`), options);
  } catch (error) {
    await pictures.close();
    throw error;
  }
}

/**
 * Writes what is shown to a file, at the disk's pace and never waiting for it: at most eight pictures wait, others are
 * dropped and counted. A picture of another size starts another file: after `x.y4m` come `x-2.y4m`, `x-3.y4m`…
 */
export class FileScreen implements PictureScreen {
  readonly wantsDecoded = true;
  readonly description: string;
  readonly #path: string;
  readonly #fps: number;
  readonly #nowUs: () => number;
  readonly #queue = new FrameQueue(QUEUED_FRAMES);
  readonly #write = new WholeWrite((error) => this.#wrote(error));
  readonly #list: FileHandle;
  readonly #encoder = new TextEncoder();
  #pictures: FileHandle;
  #part = 0;
  #partName = '';
  #width = 0;
  #height = 0;
  #writing: 'nothing' | 'frame' | 'lines' | 'header' = 'nothing';
  #lines = '';
  #dropped = 0;
  /** What waits for {@link FileScreen.present}. */
  #prepared: QueuedFrame | typeof NOTHING | typeof REFUSED = NOTHING;
  #event: ScreenEvent | undefined;
  #failed = false;
  #closing: Promise<void> | undefined;
  #idle: (() => void) | undefined;

  constructor(path: string, pictures: FileHandle, list: FileHandle, options: FileScreenOptions) {
    this.description = `file ${path}`;
    this.#path = path;
    this.#pictures = pictures;
    this.#list = list;
    this.#fps = options.fps ?? 60;
    this.#nowUs = options.nowUs;
  }

  get dropped(): number {
    return this.#dropped;
  }

  prepare(picture: PlanarPicture, info: ShownInfo): void {
    if (!isSize(picture.width) || !isSize(picture.height))
      throw badPicture(picture, 'has an impossible size');
    this.#prepared = NOTHING;
    if (this.#failed || this.#closing !== undefined || this.#queue.full) {
      this.#prepared = REFUSED;
      return;
    }
    const frame = this.#queue.fill(picture);
    if (frame === undefined) throw badPicture(picture, 'has planes that are too small for its size');
    frame.number = info.number;
    frame.capturedUs = info.capturedUs;
    frame.receivedUs = info.receivedUs;
    frame.decodedUs = info.decodedUs;
    this.#prepared = frame;
  }

  present(): number | undefined {
    const frame = this.#prepared;
    this.#prepared = NOTHING;
    if (frame === NOTHING) return undefined;
    if (frame === REFUSED || this.#failed || this.#closing !== undefined) {
      this.#dropped += 1;
      return undefined;
    }
    frame.presentedUs = this.#nowUs();
    this.#queue.append();
    this.#next();
    return frame.presentedUs;
  }

  show(picture: PlanarPicture, info: ShownInfo): number | undefined {
    this.prepare(picture, info);
    return this.present();
  }

  overlay(_cells: readonly boolean[] | undefined): void {}

  place(_placement: Placement | undefined): void {}

  pump(): ScreenEvent | undefined {
    const event = this.#event;
    this.#event = undefined;
    return event;
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
      this.#next();
    });
    await this.#pictures.close();
    await this.#list.close();
  }

  /** Goes on with whatever is to be written next, unless something is being written. */
  #next(): void {
    if (this.#writing !== 'nothing') return;
    const frame = this.#failed ? undefined : this.#queue.head;
    if (frame !== undefined && this.#lines.length < LINES_AT_ONCE) this.#writeFrame(frame);
    else if (this.#lines !== '' && !this.#failed) this.#writeLines();
    else this.#idle?.();
  }

  #writeFrame(frame: QueuedFrame): void {
    if (frame.width === this.#width && frame.height === this.#height) {
      this.#writing = 'frame';
      this.#write.start(this.#pictures.fd, frame.bytes, frame.length);
      return;
    }
    this.#writing = 'header';
    this.#startPart(frame.width, frame.height).then(
      () => this.#wrote(null),
      (error: NodeJS.ErrnoException) => this.#wrote(error),
    );
  }

  #writeLines(): void {
    const bytes = this.#encoder.encode(this.#lines);
    this.#lines = '';
    this.#writing = 'lines';
    this.#write.start(this.#list.fd, bytes, bytes.length);
  }

  #wrote(error: NodeJS.ErrnoException | null): void {
    const written = this.#writing;
    this.#writing = 'nothing';
    if (error !== null) this.#fail(error);
    else if (written === 'frame') this.#frameWritten();
    this.#next();
  }

  #frameWritten(): void {
    const frame = this.#queue.head!;
    this.#lines += `${JSON.stringify({
      file: this.#partName,
      number: frame.number,
      capturedUs: frame.capturedUs,
      receivedUs: frame.receivedUs ?? null,
      decodedUs: frame.decodedUs ?? null,
      presentedUs: frame.presentedUs,
      width: frame.width,
      height: frame.height,
    })}\n`;
    this.#queue.shift();
  }

  async #startPart(width: number, height: number): Promise<void> {
    this.#part += 1;
    const path = partPath(this.#path, this.#part);
    if (this.#part > 1) {
      await this.#pictures.close();
      this.#pictures = await open(path, 'w');
    }
    await this.#pictures.write(y4mHeader(width, height, this.#fps));
    this.#partName = basename(path);
    this.#width = width;
    this.#height = height;
  }

  #fail(error: NodeJS.ErrnoException): void {
    this.#failed = true;
    this.#queue.clear();
    this.#event = { type: 'failed', message: `cannot write ${this.#path} any more (${reasonOf(error)})` };
  }
}

/** `x.y4m`, `x-2.y4m`, `x-3.y4m`… */
function partPath(path: string, part: number): string {
  if (part === 1) return path;
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${part}${extension}`;
}

async function openForWriting(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w');
  } catch (cause) {
    const reason = reasonOf(cause as NodeJS.ErrnoException);
    throw new ScreenError('file', `cannot write ${path} (${reason}): name a file that can be written`, {
      cause,
    });
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return REASONS[error.code ?? ''] ?? error.code ?? error.message;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
};

function badPicture({ width, height, format }: PlanarPicture, what: string): ScreenError {
  return new ScreenError('bad-picture', `the ${width}x${height} ${format} picture ${what}`);
}

function isSize(pixels: number): boolean {
  return Number.isInteger(pixels) && pixels >= 1 && pixels <= MAX_SIZE;
}

/** Nothing was prepared; something was, but there is no room for it. */
const NOTHING = undefined;
const REFUSED = 'refused';
const MAX_SIZE = 16_384;
const QUEUED_FRAMES = 8;
/** The list is written when the disk has nothing else to do, and at the latest after this many characters. */
const LINES_AT_ONCE = 16_384;
