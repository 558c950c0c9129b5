/** Loss as the sender sees it: the share of datagrams lost, 0 … 1, and how many are lost in a row on average, at least 1. */
export interface LossView {
  readonly rate: number;
  readonly burst: number;
}

/** No code makes up for more than this share, and the sums below need it to be less than 1. */
const mostRate = 0.5;

/**
 * The least number of spare symbols with which `needed` of them arrive, but for a chance of `miss`; `most` when not even that
 * many are enough. Losses come in runs of geometric length, the runs at random: their number follows the Pólya–Aeppli
 * distribution (Johnson, Kemp, Kotz: Univariate Discrete Distributions, section 9.7), here by its recursion.
 */
export function spareFor(needed: number, loss: LossView, miss: number, most: number): number {
  for (let spare = 0; spare < most; spare++) if (excess(needed + spare, spare, loss) <= miss) return spare;
  return most;
}

/** The chance that more than `few` of `sent` symbols get lost. */
function excess(sent: number, few: number, loss: LossView): number {
  const rate = Math.min(loss.rate, mostRate);
  const kept = 1 - 1 / Math.max(1, loss.burst);
  const runs = (sent * rate) / Math.max(1, loss.burst);
  let before = 0;
  let chance = Math.exp(-runs);
  let sum = chance;
  for (let lost = 1; lost <= few; lost++) {
    const next =
      ((2 * kept * (lost - 1) + runs * (1 - kept)) * chance - kept * kept * (lost - 2) * before) / lost;
    before = chance;
    chance = next;
    sum += chance;
  }
  return 1 - sum;
}
