/** Where a template was found in a signal, and how alike the two are there: 0 to 1. */
export interface Match {
  readonly at: number;
  readonly likeness: number;
}

/** The place in `signal` at or after `from`, before `to`, where it is most like `template` (normalised cross-correlation). */
export function find(signal: Float32Array, template: Float32Array, from: number, to: number): Match {
  let best: Match = { at: from, likeness: 0 };
  const templatePower = Math.sqrt(sumOfProducts(template, 0, template));
  for (let at = Math.max(0, from); at < Math.min(to, signal.length - template.length); at++) {
    const product = sumOfProducts(signal, at, template);
    if (product <= 0) continue;
    const part = signal.subarray(at, at + template.length);
    const likeness = product / (templatePower * Math.sqrt(sumOfProducts(part, 0, part)) + 1e-9);
    if (likeness > best.likeness) best = { at, likeness };
  }
  return best;
}

/** Share of the power of `signal` that is a sine of `hz`; 1 is a pure tone. `rateHz`: sample rate. */
export function shareOfTone(signal: Float32Array, hz: number, rateHz: number): number {
  let cosine = 0;
  let sine = 0;
  let power = 0;
  signal.forEach((value, i) => {
    const angle = (2 * Math.PI * hz * i) / rateHz;
    cosine += value * Math.cos(angle);
    sine += value * Math.sin(angle);
    power += value * value;
  });
  return (2 * (cosine * cosine + sine * sine)) / (signal.length * power + 1e-12);
}

function sumOfProducts(signal: Float32Array, at: number, template: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < template.length; i++) sum += (signal[at + i] as number) * (template[i] as number);
  return sum;
}
