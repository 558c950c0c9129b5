export { ClockMap } from './clock-map.ts';
export { Concealer, type ConcealerOptions } from './concealer.ts';
export { crossfade } from './crossfade.ts';
export { JitterError, type JitterErrorCode } from './error.ts';
export { type PictureMode, PicturePlayout } from './picture-playout.ts';
export { PlayoutBuffer, type PlayoutOptions, type PlayoutStats, type Pushed } from './playout-buffer.ts';
export type { Concealed, Played, Pulled, Skipped, Waiting } from './pulled.ts';
