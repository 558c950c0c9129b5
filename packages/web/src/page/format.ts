/** What is shown for a value that is not known. */
export const UNKNOWN = '–';

type Value = number | null | undefined;

/** A number with a fixed count of decimals, or the sign for unknown. */
export function decimal(value: Value, digits: number): string {
  if (value === null || value === undefined) return UNKNOWN;
  const text = value.toFixed(digits);
  return Number(text) === 0 && text.startsWith('-') ? text.slice(1) : text.replace('-', '−');
}

/** Milliseconds for reading at a glance: tenths below ten, whole above. */
export function shortMs(value: Value): string {
  return decimal(value, value !== null && value !== undefined && Math.abs(value) < 9.95 ? 1 : 0);
}

/** A duration in at most three digits and its unit: milliseconds, or seconds from one second on. */
export function glance(ms: Value): readonly [digits: string, unit: string] {
  return ms !== null && ms !== undefined && ms >= 999.5 ? [decimal(ms / 1000, 1), 's'] : [shortMs(ms), 'ms'];
}

/** A bit rate in Mbit/s. */
export function megabits(bitsPerSecond: Value): string {
  return decimal(scaled(bitsPerSecond, 1e6), 1);
}

/** A count of bytes with its unit, three digits or more. */
export function bytes(value: Value): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (value < 1e6) return `${decimal(value / 1e3, 0)} kB`;
  return value < 1e9 ? `${decimal(value / 1e6, 1)} MB` : `${decimal(value / 1e9, 2)} GB`;
}

/** A whole count, in groups of three. */
export function count(value: Value): string {
  return value === null || value === undefined
    ? UNKNOWN
    : Math.round(value).toLocaleString('en').replaceAll(',', '\u202f');
}

/** A duration as hours, minutes and seconds: `1:02:03` or `2:03`. */
export function duration(seconds: Value): string {
  if (seconds === null || seconds === undefined) return UNKNOWN;
  const whole = Math.floor(seconds);
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** A value with its unit; the sign for unknown alone. */
export function withUnit(text: string, unit: string): string {
  return text === UNKNOWN ? text : `${text}\u202f${unit}`;
}

function scaled(value: Value, by: number): number | null {
  return value === null || value === undefined ? null : value / by;
}
