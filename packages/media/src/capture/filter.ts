import { AV_BUFFERSRC_FLAG_KEEP_REF } from 'node-av/constants';
import { type FilterContext, FilterGraph, Frame } from 'node-av/lib';
import { errorText, quietFfmpeg } from '../codec/ffmpeg.ts';
import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';

/** FFmpeg's filters, one picture in and one out, rebuilt whenever pictures change their size, format or colours. */
export interface PictureFilter {
  /**
   * The picture after the filters. It belongs to the filter, may share memory with `source`, and is valid until the next call.
   *
   * @throws MediaError `unsupported` for a picture that these filters do not take
   */
  apply(source: Frame): Frame;
  close(): void;
}

/** @param filtersFor FFmpeg's description of the filters for pictures of a size, as in `crop=64:48:0:0,hflip` */
export function createPictureFilter(filtersFor: (size: Size) => string): PictureFilter {
  quietFfmpeg();
  const output = new Frame();
  output.alloc();
  const built = { width: 0, height: 0, format: -1, space: -1, range: -1 };
  let graph: FilterGraph | undefined;
  let entrance: FilterContext | undefined;
  let exit: FilterContext | undefined;

  const fits = (source: Frame): boolean =>
    source.width === built.width &&
    source.height === built.height &&
    source.format === built.format &&
    source.colorSpace === built.space &&
    source.colorRange === built.range;

  const build = (source: Frame): void => {
    graph?.free();
    graph = undefined;
    built.width = source.width;
    built.height = source.height;
    built.format = source.format;
    built.space = source.colorSpace;
    built.range = source.colorRange;
    const filters = filtersFor({ width: built.width, height: built.height });
    const next = new FilterGraph();
    next.alloc();
    const fail = (status: number): never => {
      next.free();
      built.width = 0;
      throw new MediaError(
        'unsupported',
        `a ${source.width}x${source.height} picture in pixel format ${source.format} does not go through ${filters}: ${errorText(status)}`,
      );
    };
    const parsed = next.parse2(
      `buffer@in=video_size=${built.width}x${built.height}:pix_fmt=${built.format}:time_base=1/1000000:` +
        `colorspace=${built.space}:range=${built.range},${filters},buffersink@out`,
    );
    if (parsed < 0) fail(parsed);
    const configured = next.configSync();
    if (configured < 0) fail(configured);
    graph = next;
    entrance = next.filters?.find(({ filter }) => filter?.name === 'buffer');
    exit = next.filters?.find(({ filter }) => filter?.name === 'buffersink');
  };

  return {
    apply: (source) => {
      output.unref();
      if (!graph || !fits(source)) build(source);
      let status = entrance!.buffersrcAddFrameSync(source, AV_BUFFERSRC_FLAG_KEEP_REF);
      if (status >= 0) status = exit!.buffersinkGetFrameSync(output);
      if (status >= 0) return output;
      throw new MediaError(
        'unsupported',
        `a ${source.width}x${source.height} picture cannot be turned: ${errorText(status)}`,
      );
    },
    close: () => {
      output.free();
      graph?.free();
      graph = undefined;
    },
  };
}
