import { bitrateFor, type Size } from '@ajar/media';

/** What a row is there to hold; what is absent is reported only. Frames lost are a limit of every row, none. */
export interface Limits {
  /** At least, libwebrtc's p50 over Ajar's. */
  readonly ratio?: number;
  /** Luma PSNR at the same bitrate at least libwebrtc's. */
  readonly isAsSharp?: boolean;
  /** At most, ms. */
  readonly p50?: number;
  readonly p99?: number;
  /** At least. */
  readonly fps?: number;
}

/** Where Ajar's pictures come from: a clip that was drawn beforehand, or `test:room`, captured as a portal does. */
export type Source = 'clip' | 'room';

/** One size at which pictures pass, and what has to come of it. */
export interface Row {
  readonly size: Size;
  readonly fps: number;
  readonly bitrateBps: number;
  readonly source: Source;
  readonly isBesidePeer: boolean;
  readonly limits: Limits;
}

const hd = { width: 1280, height: 720 };
const fullHd = { width: 1920, height: 1080 };
const threeK = { width: 3072, height: 1728 };
/** The size of tonari's camera. */
const tonari = { width: 3088, height: 2076 };

/** What `video-path` measures when no size is named. */
export const rows: readonly Row[] = [
  {
    size: hd,
    fps: 60,
    bitrateBps: bitrateFor(hd, 60),
    source: 'clip',
    isBesidePeer: true,
    limits: { ratio: 6, p99: 20, isAsSharp: true },
  },
  {
    size: fullHd,
    fps: 60,
    bitrateBps: bitrateFor(fullHd, 60),
    source: 'clip',
    isBesidePeer: true,
    // 60.0, rounded to one decimal.
    limits: { ratio: 8, p50: 16.7, p99: 33, fps: 59.95 },
  },
  {
    size: threeK,
    fps: 60,
    bitrateBps: 16e6,
    source: 'room',
    isBesidePeer: false,
    limits: { p50: 33, p99: 60, fps: 59.9 },
  },
  { size: threeK, fps: 60, bitrateBps: 34e6, source: 'room', isBesidePeer: false, limits: {} },
  { size: tonari, fps: 60, bitrateBps: 13e6, source: 'room', isBesidePeer: false, limits: { fps: 45 } },
];

/** What of a row was asked for by flags. */
export type Wish = Partial<Omit<Row, 'limits'>> & Pick<Row, 'size'>;

/** The row that is asked for, with its limits; sizes without a row have the loosest ones. */
export function rowFor(wish: Wish): Row {
  const ofSize = rows.filter(({ size, fps }) => isSame(size, wish.size) && fps === (wish.fps ?? fps));
  const row = ofSize.find(({ bitrateBps }) => bitrateBps === wish.bitrateBps) ?? ofSize[0];
  const fps = wish.fps ?? 60;
  const plain: Row = {
    size: wish.size,
    fps,
    bitrateBps: bitrateFor(wish.size, fps),
    source: 'clip',
    isBesidePeer: true,
    limits: { ratio: 4 },
  };
  const wished = { ...(row ?? plain), ...wish };
  const isKept = row && wished.source === row.source && wished.bitrateBps === row.bitrateBps;
  // Pictures that nobody has drawn beforehand cannot be given to two.
  const isBesidePeer = wished.source === 'clip' && (wish.isBesidePeer ?? true);
  return { ...wished, isBesidePeer, limits: isKept ? row.limits : isBesidePeer ? plain.limits : {} };
}

/** Size, rate and bitrate, for people. */
export function nameOf({ size, fps, bitrateBps }: Row): string {
  return `${size.width}×${size.height} at ${fps}, ${bitrateBps / 1e6} Mbit/s`;
}

function isSame(left: Size, right: Size): boolean {
  return left.width === right.width && left.height === right.height;
}
