import type { Bounds, Shape } from './canvas.ts';

/** A rectangle around (u, v), `w` wide and `h` high, corners rounded by `r`. */
export function box(u: number, v: number, w: number, h: number, r = 0): Shape {
  const hw = w / 2 - r;
  const hh = h / 2 - r;
  return {
    bounds: around(u, v, w / 2, h / 2),
    distance: (x, y) => {
      const dx = Math.abs(x - u) - hw;
      const dy = Math.abs(y - v) - hh;
      if (dx <= 0 || dy <= 0) return Math.max(dx, dy) - r;
      return Math.sqrt(dx * dx + dy * dy) - r;
    },
  };
}

/** An ellipse with radii `a` across and `b` down. */
export function ellipse(u: number, v: number, a: number, b: number): Shape {
  const small = Math.min(a, b);
  return {
    bounds: around(u, v, a, b),
    distance: (x, y) => {
      const px = (x - u) / a;
      const py = (y - v) / b;
      const k = Math.sqrt(px * px + py * py);
      if (k < 1e-6) return -small;
      const qx = px / a;
      const qy = py / b;
      return (k * (k - 1)) / Math.sqrt(qx * qx + qy * qy);
    },
  };
}

/** A limb: from (u0, v0) with radius `r0` to (u1, v1) with radius `r1`. */
export function capsule(u0: number, v0: number, r0: number, u1: number, v1: number, r1: number): Shape {
  const du = u1 - u0;
  const dv = v1 - v0;
  const inverse = 1 / Math.max(du * du + dv * dv, 1e-9);
  return {
    bounds: join(around(u0, v0, r0, r0), around(u1, v1, r1, r1)),
    distance: (x, y) => {
      const px = x - u0;
      const py = y - v0;
      let t = (px * du + py * dv) * inverse;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      const ex = px - t * du;
      const ey = py - t * dv;
      return Math.sqrt(ex * ex + ey * ey) - (r0 + (r1 - r0) * t);
    },
  };
}

/** One height of a {@link profile}: at `v` the middle lies at `u` and the edge `w` to either side. */
export type ProfilePoint = readonly [v: number, u: number, w: number];

/** An upright shape given by its half widths from top to bottom, smoothly joined: torsos, vases, lamp shades. */
export function profile(points: readonly ProfilePoint[]): Shape {
  const first = points[0]!;
  const last = points.at(-1)!;
  let u0 = Infinity;
  let u1 = -Infinity;
  for (const [, u, w] of points) {
    u0 = Math.min(u0, u - w);
    u1 = Math.max(u1, u + w);
  }
  return {
    bounds: { u0, v0: first[0], u1, v1: last[0] },
    distance: (x, y) => {
      let index = 1;
      while (index < points.length - 1 && points[index]![0] < y) index++;
      const above = points[index - 1]!;
      const below = points[index]!;
      let t = (y - above[0]) / (below[0] - above[0]);
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      const s = t * t * (3 - 2 * t);
      const side = Math.abs(x - above[1] - (below[1] - above[1]) * s) - above[2] - (below[2] - above[2]) * s;
      return Math.max(side * 0.9, first[0] - y, y - last[0]);
    },
  };
}

/** A convex polygon, corners clockwise on the screen. */
export function polygon(corners: readonly (readonly [number, number])[], r = 0): Shape {
  const normals = corners.map(([u, v], index) => {
    const [nextU, nextV] = corners[(index + 1) % corners.length]!;
    const length = Math.hypot(nextU - u, nextV - v);
    return [(nextV - v) / length, -(nextU - u) / length] as const;
  });
  const us = corners.map(([u]) => u);
  const vs = corners.map(([, v]) => v);
  return {
    bounds: {
      u0: Math.min(...us) - r,
      v0: Math.min(...vs) - r,
      u1: Math.max(...us) + r,
      v1: Math.max(...vs) + r,
    },
    distance: (x, y) => {
      let d = -Infinity;
      for (let index = 0; index < corners.length; index++) {
        const corner = corners[index]!;
        const normal = normals[index]!;
        d = Math.max(d, (x - corner[0]) * normal[0] + (y - corner[1]) * normal[1]);
      }
      return d - r;
    },
  };
}

/** Both shapes as one, the crease between them filled with a radius of about `k`. */
export function union(a: Shape, b: Shape, k = 0): Shape {
  return {
    bounds: widen(join(a.bounds, b.bounds), k * 0.25),
    distance: (x, y) => {
      const da = a.distance(x, y);
      const db = b.distance(x, y);
      if (k === 0) return Math.min(da, db);
      const h = Math.max(k - Math.abs(da - db), 0) / k;
      return Math.min(da, db) - h * h * k * 0.25;
    },
  };
}

/** What of `a` lies inside `b`. */
export function within(a: Shape, b: Shape): Shape {
  return { bounds: a.bounds, distance: (x, y) => Math.max(a.distance(x, y), b.distance(x, y)) };
}

/** What of `a` lies outside of `b`. */
export function without(a: Shape, b: Shape): Shape {
  return { bounds: a.bounds, distance: (x, y) => Math.max(a.distance(x, y), -b.distance(x, y)) };
}

/** The shape, larger by `by` on every side. */
export function grow(a: Shape, by: number): Shape {
  return { bounds: widen(a.bounds, by), distance: (x, y) => a.distance(x, y) - by };
}

function around(u: number, v: number, a: number, b: number): Bounds {
  return { u0: u - a, v0: v - b, u1: u + a, v1: v + b };
}

function widen(bounds: Bounds, by: number): Bounds {
  return { u0: bounds.u0 - by, v0: bounds.v0 - by, u1: bounds.u1 + by, v1: bounds.v1 + by };
}

function join(a: Bounds, b: Bounds): Bounds {
  return {
    u0: Math.min(a.u0, b.u0),
    v0: Math.min(a.v0, b.v0),
    u1: Math.max(a.u1, b.u1),
    v1: Math.max(a.v1, b.v1),
  };
}
