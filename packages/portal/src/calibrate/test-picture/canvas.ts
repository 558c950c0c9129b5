/** A colour of BT.709 limited range, 8 bits: luma 16 to 235, chroma 16 to 240 around 128. */
export interface Colour {
  readonly y: number;
  readonly u: number;
  readonly v: number;
}

/** A point in metres: `x` from the middle of the screen, `y` upwards from the floor. */
export type Point = readonly [x: number, y: number];

/** Which pixels show which metres. */
export interface Scale {
  readonly width: number;
  readonly height: number;
  /** Of the whole picture. */
  readonly widthM: number;
  readonly heightM: number;
  /** The lower edge's height above the floor. */
  readonly bottomM: number;
}

export function grey(y: number): Colour {
  return { y, u: 128, v: 128 };
}

/** The colour of red, green and blue from 0 to 1. ITU-R BT.709-6, items 3.2 to 3.5. */
export function rgb(red: number, green: number, blue: number): Colour {
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return {
    y: Math.round(16 + 219 * luma),
    u: Math.round(128 + (224 * (blue - luma)) / 1.8556),
    v: Math.round(128 + (224 * (red - luma)) / 1.5748),
  };
}

/**
 * A yuv420p picture that is drawn on in metres, with smooth edges. Pixels need not be square: what is round in metres
 * is round on the screen.
 */
export class Canvas {
  readonly format = 'yuv420p';
  readonly width: number;
  readonly height: number;
  readonly planes: readonly [Uint8Array, Uint8Array, Uint8Array];
  readonly strides: readonly number[];
  readonly #scale: Scale;
  readonly #planes: readonly Plane[];

  constructor(scale: Scale, ground: Colour) {
    const { width, height } = scale;
    this.#scale = scale;
    this.width = width;
    this.height = height;
    const chroma = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
    this.planes = [
      new Uint8Array(width * height).fill(ground.y),
      new Uint8Array(chroma.width * chroma.height).fill(ground.u),
      new Uint8Array(chroma.width * chroma.height).fill(ground.v),
    ];
    this.strides = [width, chroma.width, chroma.width];
    this.#planes = [
      { bytes: this.planes[0], width, height, part: 'y', step: 1 },
      { bytes: this.planes[1], ...chroma, part: 'u', step: 2 },
      { bytes: this.planes[2], ...chroma, part: 'v', step: 2 },
    ];
  }

  /** Metres that one pixel is high. */
  get pixelM(): number {
    return this.#scale.heightM / this.height;
  }

  rectangle(left: number, bottom: number, right: number, top: number, colour: Colour): void {
    const middle: Point = [(left + right) / 2, (bottom + top) / 2];
    const half: Point = [(right - left) / 2, (top - bottom) / 2];
    this.#fill([left, bottom, right, top], colour, (x, y) =>
      Math.max(Math.abs(x - middle[0]) - half[0], Math.abs(y - middle[1]) - half[1]),
    );
  }

  /** A line with round ends, `thick` metres across. */
  line([fromX, fromY]: Point, [toX, toY]: Point, thick: number, colour: Colour): void {
    const [alongX, alongY] = [toX - fromX, toY - fromY];
    const squared = alongX * alongX + alongY * alongY;
    const radius = thick / 2;
    const box = [
      Math.min(fromX, toX),
      Math.min(fromY, toY),
      Math.max(fromX, toX),
      Math.max(fromY, toY),
    ] as const;
    this.#fill(grown(box, radius), colour, (x, y) => {
      const share = squared === 0 ? 0 : ((x - fromX) * alongX + (y - fromY) * alongY) / squared;
      const at = Math.min(1, Math.max(0, share));
      return Math.hypot(x - fromX - at * alongX, y - fromY - at * alongY) - radius;
    });
  }

  /** Lines from each point to the next. */
  path(points: readonly Point[], thick: number, colour: Colour): void {
    for (const [index, point] of points.entries()) {
      const next = points[index + 1];
      if (next !== undefined) this.line(point, next, thick, colour);
    }
  }

  ring([centreX, centreY]: Point, radius: number, thick: number, colour: Colour): void {
    const box = [centreX - radius, centreY - radius, centreX + radius, centreY + radius] as const;
    this.#fill(
      grown(box, thick / 2),
      colour,
      (x, y) => Math.abs(Math.hypot(x - centreX, y - centreY) - radius) - thick / 2,
    );
  }

  /** @param outside how far a point is outside of the shape, in metres; negative inside */
  #fill(box: Box, colour: Colour, outside: (x: number, y: number) => number): void {
    const { widthM, heightM, bottomM } = this.#scale;
    for (const { bytes, width, height, part, step } of this.#planes) {
      // Of the luma's size, so that planes of odd pictures, which are half a pixel larger, lie where they belong.
      const acrossM = (widthM * step) / this.width;
      const downM = (heightM * step) / this.height;
      const edgeM = Math.min(acrossM, downM);
      const topM = bottomM + heightM;
      const firstX = clamp(Math.floor((box[0] + widthM / 2) / acrossM - 1), width);
      const lastX = clamp(Math.ceil((box[2] + widthM / 2) / acrossM + 1), width);
      const firstY = clamp(Math.floor((topM - box[3]) / downM - 1), height);
      const lastY = clamp(Math.ceil((topM - box[1]) / downM + 1), height);
      for (let row = firstY; row < lastY; row++) {
        const y = topM - (row + 0.5) * downM;
        for (let column = firstX; column < lastX; column++) {
          const x = (column + 0.5) * acrossM - widthM / 2;
          const cover = Math.min(1, 0.5 - outside(x, y) / edgeM);
          if (cover <= 0) continue;
          const at = row * width + column;
          bytes[at] = Math.round(bytes[at]! + (colour[part] - bytes[at]!) * cover);
        }
      }
    }
  }
}

interface Plane {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly part: keyof Colour;
  /** Pixels of luma from one to the next. */
  readonly step: number;
}

type Box = readonly [left: number, bottom: number, right: number, top: number];

function grown([left, bottom, right, top]: Box, by: number): Box {
  return [left - by, bottom - by, right + by, top + by];
}

function clamp(value: number, end: number): number {
  return Math.min(end, Math.max(0, value));
}
