import { paintBookshelf, paintStack } from './books.ts';
import { type Canvas, type Colour, hex, mix } from './canvas.ts';
import { castOf, type Figure } from './cast.ts';
import { paintSideboard, paintSofa } from './furniture.ts';
import { paintFloor, paintPicture, paintRug, paintWall, paintWindow, type View } from './interior.ts';
import { paintLampOff } from './lamp.ts';
import { paintSunPatches, softShadow, vignette } from './light.ts';
import { paintLamp, paintPendant, paintPlant, paintVase } from './ornaments.ts';

/** A room: what it looks like without people, and who is in it. */
export interface Scene {
  readonly figures: readonly Figure[];
  /** Paints the empty room into any rectangle of the picture. */
  paint(canvas: Canvas): void;
}

/** The room of this number (any integer from 0): layout by turns, colours and people by number. */
export function sceneOf(room: number): Scene {
  const palette = PALETTES[room % PALETTES.length]!;
  const figures = castOf(room);
  const furnish = room % 2 === 0 ? paintLivingRoom : paintStudy;
  return {
    figures,
    paint: (canvas) => {
      furnish(canvas, palette);
      for (const figure of figures)
        softShadow(canvas, figure.u + 0.02, figure.feet - 0.006, 0.1, 0.018, 0.62);
      paintLampOff(canvas);
      vignette(canvas);
    },
  };
}

interface Palette {
  readonly wall: Colour;
  readonly floor: Colour;
  readonly wood: Colour;
  readonly cloth: Colour;
  readonly accent: Colour;
  readonly curtain: Colour;
  readonly leaf: Colour;
  readonly art: readonly [Colour, Colour, Colour];
  readonly view: View;
}

const DAY: View = {
  skyTop: hex('#a9cfee'),
  skyLow: hex('#f6ead2'),
  hills: hex('#a9bccb'),
  trees: hex('#6d8a5c'),
};
const DUSK: View = {
  skyTop: hex('#54618f'),
  skyLow: hex('#f3b58a'),
  hills: hex('#77688f'),
  trees: hex('#3b3d5a'),
};

const PALETTES: readonly Palette[] = [
  {
    wall: hex('#dcd3c0'),
    floor: hex('#b98a5c'),
    wood: hex('#9a6a42'),
    cloth: hex('#6f8a86'),
    accent: hex('#d08a4e'),
    curtain: hex('#e9e2d2'),
    leaf: hex('#56854f'),
    art: [hex('#e9d8b4'), hex('#c9744f'), hex('#3f6070')],
    view: DAY,
  },
  {
    wall: hex('#4f7079'),
    floor: hex('#8a5d3f'),
    wood: hex('#5f3f2c'),
    cloth: hex('#b2583f'),
    accent: hex('#e2b25c'),
    curtain: hex('#cf9f6a'),
    leaf: hex('#5c9166'),
    art: [hex('#f0dfc0'), hex('#e3a458'), hex('#a8483c')],
    view: DUSK,
  },
  {
    wall: hex('#c9b6b9'),
    floor: hex('#a97f63'),
    wood: hex('#6d5346'),
    cloth: hex('#5d6b93'),
    accent: hex('#e1c16e'),
    curtain: hex('#f0e6df'),
    leaf: hex('#4f7a52'),
    art: [hex('#e7e2ee'), hex('#8d86b8'), hex('#39406b')],
    view: DAY,
  },
  {
    wall: hex('#7d8f6d'),
    floor: hex('#9a7450'),
    wood: hex('#75502f'),
    cloth: hex('#d9c7a0'),
    accent: hex('#a4452f'),
    curtain: hex('#ece4cc'),
    leaf: hex('#3f6b42'),
    art: [hex('#f3ead6'), hex('#7fa38f'), hex('#2f5a5c')],
    view: DUSK,
  },
];

/** Window, sofa and plant to the left, sideboard with a lamp to the right. */
function paintLivingRoom(canvas: Canvas, palette: Palette): void {
  const light = -0.6;
  paintWall(canvas, palette.wall, light);
  paintSunPatches(canvas, 0.06, 0.2, 0.3, 0.46, 0.12, 0.2);
  paintWindow(canvas, { u: -0.56, v: 0.3, w: 0.34, h: 0.4 }, palette.view, palette.curtain);
  paintPicture(canvas, { u: 0, v: 0.23, w: 0.21, h: 0.16 }, hex('#5b4332'), palette.art, 1);
  paintPicture(
    canvas,
    { u: 0.55, v: 0.27, w: 0.17, h: 0.22 },
    hex('#2d2a28'),
    [palette.art[1], palette.art[2], palette.art[0]],
    2,
  );
  paintPicture(
    canvas,
    { u: 0.74, v: 0.24, w: 0.12, h: 0.15 },
    hex('#2d2a28'),
    [palette.art[0], palette.accent, palette.art[2]],
    3,
  );
  paintFloor(canvas, palette.floor, light);
  paintRug(canvas, 0.02, 0.905, 1.1, 0.12, mix(palette.cloth, [0.93, 0.9, 0.84], 0.55), palette.accent);
  paintSofa(canvas, -0.46, 0.84, 0.52, palette.cloth, palette.accent);
  paintPlant(canvas, -0.81, 0.88, 0.42, hex('#c8b8a2'), palette.leaf, 11);
  paintSideboard(canvas, 0.62, 0.84, 0.48, 0.17, palette.wood);
  paintStack(canvas, 0.5, 0.629, 40);
  paintVase(canvas, 0.61, 0.629, 0.09, palette.art[2]);
  paintLamp(canvas, 0.76, 0.632, 0.22, hex('#f3e2bd'));
}

/** Bookshelf to the left, window with a low cabinet and a plant to the right, a lamp from the ceiling. */
function paintStudy(canvas: Canvas, palette: Palette): void {
  const light = 0.6;
  paintWall(canvas, palette.wall, light);
  paintSunPatches(canvas, -0.2, 0.22, 0.26, 0.42, -0.1, 0.13);
  paintWindow(canvas, { u: 0.58, v: 0.3, w: 0.34, h: 0.4 }, palette.view, palette.curtain);
  paintPicture(canvas, { u: 0.1, v: 0.29, w: 0.16, h: 0.2 }, hex('#c9a468'), palette.art, 4);
  paintPicture(
    canvas,
    { u: -0.305, v: 0.3, w: 0.11, h: 0.14 },
    hex('#c9a468'),
    [palette.art[1], palette.art[0], palette.art[2]],
    7,
  );
  paintFloor(canvas, palette.floor, light);
  paintBookshelf(canvas, -0.62, 0.815, 0.44, 0.64, palette.wood, 3 + PALETTES.indexOf(palette));
  paintRug(
    canvas,
    0,
    0.905,
    1.05,
    0.12,
    mix(palette.accent, [0.3, 0.2, 0.2], 0.35),
    mix(palette.cloth, [0.9, 0.85, 0.8], 0.4),
  );
  paintSideboard(canvas, 0.56, 0.835, 0.44, 0.13, palette.wood);
  paintStack(canvas, 0.68, 0.664, 55);
  paintVase(canvas, 0.47, 0.664, 0.085, palette.accent);
  paintPlant(canvas, 0.82, 0.9, 0.5, palette.accent, palette.leaf, 23);
  paintPendant(canvas, 0.06, 0.1, palette.accent);
}
