import { type Homography, homographyOf } from './keystone.ts';
import { type Layout, layOut, newLayout } from './layout.ts';
import { flashMesh, type Mesh, PictureMesh } from './mesh.ts';
import type { Placement, Rect } from './rect.ts';
import type { Canvas } from './renderer.ts';
import type { StreamingTexture } from './texture.ts';
import type { Video } from './video.ts';

/** Draws the picture into the window: fitted or placed, keystoned, and a flash over it. */
export class Painter {
  readonly #video: Video;
  readonly #canvas: Canvas;
  readonly #width = new Int32Array(1);
  readonly #height = new Int32Array(1);
  readonly #layout: Layout = newLayout();
  readonly #source = new Int32Array(4);
  readonly #target = new Int32Array(4);
  /** What is shown of the picture without a placement; undefined: all. */
  readonly #crop: Rect | undefined;
  readonly #map: Homography | undefined;
  readonly #mesh: PictureMesh | undefined;
  #placement: Placement | undefined;
  #cells: readonly boolean[] | undefined;
  #flash: Mesh | undefined;
  #flashWidth = 0;
  #laidOut = { pictureWidth: 0, pictureHeight: 0, width: 0, height: 0 };

  /** `crop` and the corners `keystone` were checked; undefined: none. */
  constructor(video: Video, canvas: Canvas, crop: Rect | undefined, keystone: readonly number[] | undefined) {
    this.#video = video;
    this.#canvas = canvas;
    this.#crop = crop;
    if (keystone === undefined) return;
    this.#map = homographyOf(keystone);
    this.#mesh = new PictureMesh();
  }

  set placement(placement: Placement | undefined) {
    this.#placement = placement;
    this.#laidOut = { pictureWidth: 0, pictureHeight: 0, width: 0, height: 0 };
  }

  set flash(cells: readonly boolean[] | undefined) {
    this.#cells = cells;
    this.#flash = undefined;
  }

  /** Draws and shows. */
  paint(texture: StreamingTexture): void {
    const { functions } = this.#video;
    const { renderer } = this.#canvas;
    functions.getRendererOutputSize(renderer, this.#width, this.#height);
    if (texture.handle !== null) this.#arrange(texture);
    if (texture.handle === null || !this.#coversAll()) {
      functions.setRenderDrawColor(renderer, 0, 0, 0, OPAQUE);
      functions.renderClear(renderer);
    }
    if (texture.handle !== null && this.#layout.source[2]! > 0) this.#drawPicture(texture.handle);
    if (this.#cells !== undefined) this.#drawFlash(this.#cells);
    functions.renderPresent(renderer);
  }

  #drawPicture(texture: bigint): void {
    const { functions } = this.#video;
    const { renderer } = this.#canvas;
    if (this.#mesh === undefined) functions.renderCopy(renderer, texture, this.#source, this.#target);
    else this.#drawMesh(texture, this.#mesh);
  }

  #drawFlash(cells: readonly boolean[]): void {
    const [width, height] = [this.#width[0]!, this.#height[0]!];
    if (this.#flash === undefined || this.#flashWidth !== width) {
      this.#flash = flashMesh(cells, this.#map ?? UNWARPED, width, height);
      this.#flashWidth = width;
    }
    this.#drawMesh(null, this.#flash);
  }

  #drawMesh(texture: bigint | null, { vertices, vertexCount, indices }: Mesh): void {
    const { renderer } = this.#canvas;
    this.#video.functions.renderGeometry(renderer, texture, vertices, vertexCount, indices, indices.length);
  }

  /** Works the layout out again when a size has changed. */
  #arrange({ width: pictureWidth, height: pictureHeight }: StreamingTexture): void {
    const [width, height] = [this.#width[0]!, this.#height[0]!];
    const before = this.#laidOut;
    const isSame = width === before.width && height === before.height;
    if (isSame && pictureWidth === before.pictureWidth && pictureHeight === before.pictureHeight) return;
    this.#laidOut = { pictureWidth, pictureHeight, width, height };
    const layout = this.#layout;
    layOut(pictureWidth, pictureHeight, width, height, this.#crop, this.#placement, layout);
    if (layout.source[2]! <= 0) return;
    roundOut(layout.source, this.#source, pictureWidth, pictureHeight);
    roundOut(layout.target, this.#target, width, height);
    if (this.#map !== undefined) {
      this.#mesh?.update(this.#map, layout, pictureWidth, pictureHeight, width, height);
    }
  }

  /** Clearing what a picture covers wholly is a needless pass over memory where no graphics card does it. */
  #coversAll(): boolean {
    const [x, y, width, height] = this.#target;
    return (
      this.#canvas.name === 'software' &&
      this.#map === undefined &&
      this.#layout.source[2]! > 0 &&
      x === 0 &&
      y === 0 &&
      width === this.#width[0] &&
      height === this.#height[0]
    );
  }
}

/** Whole pixels, at least one, inside the size. */
function roundOut(exact: Float64Array, into: Int32Array, width: number, height: number): void {
  roundAxis(exact, into, 0, width);
  roundAxis(exact, into, 1, height);
}

function roundAxis(exact: Float64Array, into: Int32Array, axis: 0 | 1, end: number): void {
  const first = Math.min(Math.round(exact[axis]!), end - 1);
  const last = Math.max(first + 1, Math.round(exact[axis]! + exact[axis + 2]!));
  into[axis] = first;
  into[axis + 2] = Math.min(last, end) - first;
}

const UNWARPED: Homography = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
const OPAQUE = 255;
