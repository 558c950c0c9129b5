import type { SdlLibrary } from './library.ts';
import { LimitedRange } from './limited-range.ts';
import { checkPicture, type PlanarPicture } from './picture.ts';
import type { VideoFunctions } from './video-functions.ts';

/** The picture that a renderer draws, remade when the size or format of what is uploaded changes. */
export class StreamingTexture {
  #handle: bigint | null = null;
  #width = 0;
  #height = 0;
  #format: PlanarPicture['format'] = 'yuv420p';
  #colours = COLOURS_BT709;
  #limited: LimitedRange | undefined;
  readonly #library: SdlLibrary;
  readonly #functions: VideoFunctions;
  readonly #renderer: bigint;

  constructor(library: SdlLibrary, functions: VideoFunctions, renderer: bigint) {
    this.#library = library;
    this.#functions = functions;
    this.#renderer = renderer;
  }

  /** SDL's handle, or null before the first picture. */
  get handle(): bigint | null {
    return this.#handle;
  }

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  /** Copies a picture in; its planes are free again on return. Throws SdlError `bad-picture` or `failed`. */
  upload(given: PlanarPicture): void {
    checkPicture(given);
    const picture = this.#inKnownRange(given);
    const { planes, strides } = picture;
    const handle = this.#handleFor(picture);
    const status =
      picture.format === 'nv12'
        ? this.#functions.updateNvTexture(handle, null, planes[0]!, strides[0]!, planes[1]!, strides[1]!)
        : this.#functions.updateYuvTexture(
            handle,
            null,
            planes[0]!,
            strides[0]!,
            planes[1]!,
            strides[1]!,
            planes[2]!,
            strides[2]!,
          );
    this.#library.check(status, 'upload a picture');
  }

  /** Drops the texture; the next upload makes a new one. */
  drop(): void {
    if (this.#handle !== null) this.#functions.destroyTexture(this.#handle);
    this.#handle = null;
  }

  /** SDL knows full range of BT.601 only. */
  #inKnownRange(picture: PlanarPicture): PlanarPicture {
    if (picture.range !== 'full' || picture.matrix === 'bt601') return picture;
    this.#limited ??= new LimitedRange();
    return this.#limited.convert(picture);
  }

  #handleFor(picture: PlanarPicture): bigint {
    const { width, height, format } = picture;
    const current = this.#handle;
    const colours = coloursOf(picture);
    const isAlike = width === this.#width && height === this.#height && format === this.#format;
    if (current !== null && isAlike && colours === this.#colours) return current;
    this.drop();
    // Renderers ask for it when a texture is made, SDL's software one at every upload.
    this.#functions.setYuvConversionMode(colours);
    this.#colours = colours;
    const sdlFormat = format === 'nv12' ? FORMAT_NV12 : FORMAT_IYUV;
    const created = this.#functions.createTexture(this.#renderer, sdlFormat, ACCESS_STREAMING, width, height);
    this.#handle = this.#library.checkPointer(created, `make a ${width}x${height} texture`);
    this.#width = width;
    this.#height = height;
    this.#format = format;
    return this.#handle;
  }
}

/** BT.2020 has no mode of its own; BT.709 is nearest. */
function coloursOf({ matrix, range }: PlanarPicture): number {
  if (matrix !== 'bt601') return COLOURS_BT709;
  return range === 'full' ? COLOURS_BT601_FULL : COLOURS_BT601;
}

/** SDL_YUV_CONVERSION_MODE. */
const COLOURS_BT601_FULL = 0;
const COLOURS_BT601 = 1;
const COLOURS_BT709 = 2;
/** Four-character codes, first character lowest. */
const FORMAT_IYUV = 0x56555949;
const FORMAT_NV12 = 0x3231564e;
const ACCESS_STREAMING = 1;
