/** What went wrong: `bad-option`, an option or a block that is out of range or of the wrong shape. */
export type JitterErrorCode = 'bad-option';

/** The one error of this package. Only constructors throw it; while sound flows, results and counters say everything. */
export class JitterError extends Error {
  readonly code: JitterErrorCode;
  /** Name of the option. */
  readonly option: string;

  constructor(code: JitterErrorCode, option: string, message: string) {
    super(message);
    this.name = 'JitterError';
    this.code = code;
    this.option = option;
  }
}

/** Returns the option, or throws where it is out of its range. */
export function within(option: string, value: number, least: number, most: number, unit: string): number {
  if (value >= least && value <= most) return value;
  const message = `${option} must be a number from ${least} to ${most} (${unit}), not ${value}`;
  throw new JitterError('bad-option', option, message);
}
