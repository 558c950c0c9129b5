import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './bench.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<Known extends Options> = ReturnType<typeof parseArgs<{ options: Known; strict: true }>>['values'];

/**
 * The flags of a bench as they were typed.
 * @throws UsageError for one that is not known
 */
export function readFlags<const Known extends Options>(
  args: readonly string[],
  options: Known,
): Values<Known> {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; there are --${Object.keys(options).join(' --')}`);
  }
}

/**
 * The number that a flag was given.
 * @throws UsageError for what is no number, or not within the range
 */
export function numberFlag(flag: string, text: string, low: number, high: number, whole = false): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= low && value <= high && (!whole || Number.isInteger(value)))
    return value;
  throw new UsageError(`${flag} ${text}: give a ${whole ? 'whole ' : ''}number from ${low} to ${high}`);
}

/**
 * One of some values.
 * @throws UsageError for another one
 */
export function oneOf<const Value extends string | number>(
  flag: string,
  given: unknown,
  values: readonly Value[],
): Value {
  const value = values.find((each) => each === given);
  if (value !== undefined) return value;
  throw new UsageError(`${flag} ${String(given)}: choose from ${values.join(', ')}`);
}
