/** The Fourier transform of complex numbers in place, a power of two of them (Cooley and Tukey 1965). */
export function transform(re: Float64Array, im: Float64Array, inverse = false): void {
  const size = re.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  for (let length = 2; length <= size; length <<= 1) {
    const half = length >> 1;
    const angle = ((inverse ? 2 : -2) * Math.PI) / length;
    for (let k = 0; k < half; k++) {
      const cos = Math.cos(angle * k);
      const sin = Math.sin(angle * k);
      for (let i = k; i < size; i += length) {
        const j = i + half;
        const r = re[j]! * cos - im[j]! * sin;
        const m = re[j]! * sin + im[j]! * cos;
        re[j] = re[i]! - r;
        im[j] = im[i]! - m;
        re[i]! += r;
        im[i]! += m;
      }
    }
  }
  if (inverse)
    for (let i = 0; i < size; i++) {
      re[i]! /= size;
      im[i]! /= size;
    }
}

/** A sound as it is heard through an impulse response; as long as the sound. */
export function convolve(sound: Float32Array, impulse: Float32Array): Float32Array {
  const size = 2 ** Math.ceil(Math.log2(2 * impulse.length));
  const step = size - impulse.length + 1;
  const hRe = new Float64Array(size);
  const hIm = new Float64Array(size);
  hRe.set(impulse);
  transform(hRe, hIm);
  const heard = new Float32Array(sound.length);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let from = 0; from < sound.length; from += step) {
    re.fill(0);
    im.fill(0);
    re.set(sound.subarray(from, Math.min(from + step, sound.length)));
    transform(re, im);
    for (let i = 0; i < size; i++) {
      const r = re[i]! * hRe[i]! - im[i]! * hIm[i]!;
      im[i] = re[i]! * hIm[i]! + im[i]! * hRe[i]!;
      re[i] = r;
    }
    transform(re, im, true);
    const end = Math.min(size, heard.length - from);
    for (let i = 0; i < end; i++) heard[from + i]! += re[i]!;
  }
  return heard;
}
