import { LinkError } from '../error.ts';
import { preambleBytes } from '../wire/preamble.ts';
import { maxFrameBytes } from '../wire/shard.ts';
import { maxTrack } from './tracks.ts';

/** Throws `LinkError` `too-large` or `bad-option` for a frame that no link carries. */
export function checkFrame(track: number, data: Uint8Array): void {
  const mostBytes = maxFrameBytes - preambleBytes;
  if (data.length > mostBytes) {
    throw new LinkError('too-large', `a frame has at most ${mostBytes} bytes, not ${data.length}`);
  }
  if (!(Number.isInteger(track) && track >= 1 && track <= maxTrack)) {
    throw new LinkError('bad-option', `track: 1 to ${maxTrack}, not ${track}`);
  }
}
