/** CIELAB: lightness, green to red, blue to yellow. */
export type Lab = readonly [lightness: number, a: number, b: number];

/** The CIELAB of an sRGB colour (IEC 61966-2-1), 0…255 each, seen in D65. */
export function labOf(rgb: readonly number[]): Lab {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const x = cubeRoot((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = cubeRoot(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = cubeRoot((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function cubeRoot(share: number): number {
  return share > 216 / 24_389 ? Math.cbrt(share) : (share * (24_389 / 27) + 16) / 116;
}

/** CIEDE2000 (ISO/CIE 11664-6) with all weights 1: 1 is about what an eye can tell apart side by side. */
export function colourDifference([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const meanChroma7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7;
  const stretch = 1.5 - 0.5 * Math.sqrt(meanChroma7 / (meanChroma7 + 25 ** 7));
  const [c1, c2] = [Math.hypot(a1 * stretch, b1), Math.hypot(a2 * stretch, b2)];
  const [h1, h2] = [hueOf(a1 * stretch, b1), hueOf(a2 * stretch, b2)];
  const isGrey = c1 * c2 === 0;
  const turn = isGrey ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const deltaHue = 2 * Math.sqrt(c1 * c2) * sine(turn / 2);
  const hue = isGrey ? h1 + h2 : meanHue(h1, h2);
  const [light, chroma] = [(l1 + l2) / 2 - 50, (c1 + c2) / 2];
  const tint =
    1 -
    0.17 * cosine(hue - 30) +
    0.24 * cosine(2 * hue) +
    0.32 * cosine(3 * hue + 6) -
    0.2 * cosine(4 * hue - 63);
  const ofLight = (l2 - l1) / (1 + (0.015 * light ** 2) / Math.sqrt(20 + light ** 2));
  const ofChroma = (c2 - c1) / (1 + 0.045 * chroma);
  const ofHue = deltaHue / (1 + 0.015 * chroma * tint);
  const rotation = 2 * Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
  const twist = -sine(60 * Math.exp(-(((hue - 275) / 25) ** 2))) * rotation;
  return Math.sqrt(ofLight ** 2 + ofChroma ** 2 + ofHue ** 2 + twist * ofChroma * ofHue);
}

function hueOf(a: number, b: number): number {
  return a === 0 && b === 0 ? 0 : ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
}

function meanHue(h1: number, h2: number): number {
  const sum = h1 + h2;
  if (Math.abs(h1 - h2) <= 180) return sum / 2;
  return sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
}

function sine(degrees: number): number {
  return Math.sin((degrees * Math.PI) / 180);
}

function cosine(degrees: number): number {
  return Math.cos((degrees * Math.PI) / 180);
}
