import { type Homography, warp } from './keystone.ts';
import type { Layout } from './layout.ts';

/**
 * Cells across and down. Triangles are textured without perspective, so each cell is a little off inside; with this many
 * no point is off by a pixel even when a 4K picture is squeezed to half its height at one side.
 */
const CELLS = 48;
const POINTS = CELLS + 1;
const FLOATS = 5;
/** An SDL_Vertex: position x and y, a colour as 4 bytes, place in the texture u and v. */
const VERTEX_BYTES = FLOATS * 4;

/** Triangles for SDL_RenderGeometry. */
export interface Mesh {
  readonly vertices: Uint8Array;
  readonly vertexCount: number;
  readonly indices: Int32Array;
}

/** A grid over a laid-out picture, warped onto the screen; filled in by {@link PictureMesh.update}. */
export class PictureMesh implements Mesh {
  readonly vertices: Uint8Array = new Uint8Array(POINTS * POINTS * VERTEX_BYTES);
  readonly vertexCount: number = POINTS * POINTS;
  readonly indices: Int32Array = gridIndices();
  readonly #floats = new Float32Array(this.vertices.buffer);

  constructor() {
    new Uint32Array(this.vertices.buffer).fill(WHITE);
  }

  /** Sizes in pixels; the layout is not empty. */
  update(
    map: Homography,
    { source, target }: Layout,
    pictureWidth: number,
    pictureHeight: number,
    screenWidth: number,
    screenHeight: number,
  ): void {
    const floats = this.#floats;
    let at = 0;
    for (let row = 0; row < POINTS; row += 1) {
      const down = row / CELLS;
      const y = (target[1]! + down * target[3]!) / screenHeight;
      for (let column = 0; column < POINTS; column += 1) {
        const across = column / CELLS;
        const x = (target[0]! + across * target[2]!) / screenWidth;
        warp(map, x, y, floats, at, screenWidth, screenHeight);
        floats[at + 3] = (source[0]! + across * source[2]!) / pictureWidth;
        floats[at + 4] = (source[1]! + down * source[3]!) / pictureHeight;
        at += FLOATS;
      }
    }
  }
}

/**
 * One quadrilateral a cell, light or dark, side by side along the middle of the screen: a stamp that a camera can read.
 * It is as wide as the screen but for a twentieth at either side.
 */
export function flashMesh(
  cells: readonly boolean[],
  map: Homography,
  screenWidth: number,
  screenHeight: number,
): Mesh {
  const side = Math.max(1, Math.floor((screenWidth * 0.9) / cells.length));
  const left = (screenWidth - side * cells.length) >> 1;
  const height = Math.max(1, Math.min(side * FLASH_ROWS, screenHeight));
  const top = (screenHeight - height) >> 1;
  const vertexCount = cells.length * 4;
  const floats = new Float32Array(vertexCount * FLOATS);
  const words = new Uint32Array(floats.buffer);
  const indices = new Int32Array(cells.length * 6);
  for (const [cell, light] of cells.entries()) {
    for (let corner = 0; corner < 4; corner += 1) {
      const x = (left + side * (cell + (corner & 1))) / screenWidth;
      const y = (top + height * (corner >> 1)) / screenHeight;
      const at = (cell * 4 + corner) * FLOATS;
      warp(map, x, y, floats, at, screenWidth, screenHeight);
      words[at + 2] = light ? LIGHT : DARK;
    }
    setQuad(indices, cell * 6, cell * 4, cell * 4 + 2);
  }
  return { vertices: new Uint8Array(floats.buffer), vertexCount, indices };
}

function gridIndices(): Int32Array {
  const indices = new Int32Array(CELLS * CELLS * 6);
  for (let cell = 0; cell < CELLS * CELLS; cell += 1) {
    const upper = Math.floor(cell / CELLS) * POINTS + (cell % CELLS);
    setQuad(indices, cell * 6, upper, upper + POINTS);
  }
  return indices;
}

/** Two triangles between the vertices `upper`, `upper + 1`, `lower` and `lower + 1`. */
function setQuad(indices: Int32Array, at: number, upper: number, lower: number): void {
  indices[at] = upper;
  indices[at + 1] = upper + 1;
  indices[at + 2] = lower;
  indices[at + 3] = upper + 1;
  indices[at + 4] = lower + 1;
  indices[at + 5] = lower;
}

const WHITE = 0xffff_ffff;
/** Red, green, blue, alpha from the lowest byte: as bright and dark as a stamp in a picture. */
const LIGHT = 0xffe9_e9e9;
const DARK = 0xff0e_0e0e;
const FLASH_ROWS = 4;
