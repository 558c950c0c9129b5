import { ReedSolomon } from '../fec/reed-solomon.ts';

let shared: ReedSolomon | undefined;

/** The code of this process, made on first use. It keeps nothing between calls, so that all links can share it. */
export function erasureCode(): ReedSolomon {
  return (shared ??= ReedSolomon.create());
}
