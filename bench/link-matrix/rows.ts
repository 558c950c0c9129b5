import type { Row } from './row.ts';
import { breakRows } from './rows/break-rows.ts';
import { capacityRows } from './rows/capacity-rows.ts';
import { cellularRows } from './rows/cellular-rows.ts';
import { lossRows } from './rows/loss-rows.ts';
import { sharedRows } from './rows/shared-rows.ts';

/** Every line of the matrix, in the order in which they run. */
export const rows: readonly Row[] = [
  ...lossRows,
  ...capacityRows,
  ...breakRows,
  ...sharedRows,
  ...cellularRows,
];
