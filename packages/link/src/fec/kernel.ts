/** Which implementation multiplies. Both give the same bytes. */
export type KernelName = 'wasm' | 'typescript';

/** The inner loop of the code: a matrix times shards, within a workspace of the kernel's own. */
export interface Kernel {
  readonly name: KernelName;

  /**
   * The workspace, at least so many bytes from its start free for use. What it held may be gone when it had to grow, and
   * the view of an earlier call is then dead. Grows to what the largest block needs and no further.
   */
  workspace(bytes: number): Uint8Array;

  /**
   * Adds to each of `rows` outputs the sum of coefficient × input over `columns` inputs, all places in the workspace.
   *
   * @param coefficientsAt rows × columns bytes, row after row
   * @param inputsAt the first input
   * @param inputStride bytes from one input to the next
   * @param outputsAt the first output
   * @param outputStride bytes from one output to the next: `bytes` rounded up to whole strips, because whole strips are written
   * @param bytes length of an input; up to a strip more is read
   */
  combine(
    rows: number,
    columns: number,
    coefficientsAt: number,
    inputsAt: number,
    inputStride: number,
    outputsAt: number,
    outputStride: number,
    bytes: number,
  ): void;
}

/** What kernels may work on at a time: after the last byte of inputs, so much may be read, and of an output, written. */
export const stripBytes = 64;
