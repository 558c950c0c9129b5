/** Draws a number in [0, 1). */
export type Draw = () => number;

/** What lines and memory do to an access unit, and what somebody who means harm would do. A copy; never empty by itself alone. */
export function damage(unit: Uint8Array, other: Uint8Array, draw: Draw): Uint8Array {
  const kind = draw();
  // Headers are where it hurts.
  const reach = draw() < 0.5 ? Math.min(unit.length, 60) : unit.length;
  const place = (): number => Math.floor(draw() * reach);
  if (kind < 0.45) return flipped(unit, place, 1 + Math.floor(draw() ** 3 * 20), draw);
  if (kind < 0.6) return unit.slice(0, place());
  if (kind < 0.7) return unit.slice(place());
  if (kind < 0.8) return without(unit, place(), Math.floor(draw() * 40));
  if (kind < 0.9) return joined(unit.subarray(0, place()), other.subarray(Math.floor(draw() * other.length)));
  const random = unit.slice();
  for (let at = place(); at < random.length; at++) random[at] = draw() * 256;
  return random;
}

function flipped(unit: Uint8Array, place: () => number, times: number, draw: Draw): Uint8Array {
  const copy = unit.slice();
  for (let count = 0; count < times; count++) copy[place()]! ^= 1 << Math.floor(draw() * 8);
  return copy;
}

function without(unit: Uint8Array, from: number, bytes: number): Uint8Array {
  return joined(unit.subarray(0, from), unit.subarray(from + bytes));
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
