import { type Colour, hex } from './canvas.ts';

/** How a person looks. Proportions are those of a body of height 1. */
interface Look {
  readonly skin: Colour;
  readonly hair: Colour;
  readonly hairStyle: 'short' | 'bob' | 'bun' | 'curly';
  readonly top: Colour;
  readonly topStyle: 'sweater' | 'shirt' | 'striped' | 'cardigan';
  readonly trousers: Colour;
  readonly shoes: Colour;
  readonly glasses: boolean;
  readonly beard: boolean;
  /** Head size against a body's usual one: children have larger heads. */
  readonly headSize: number;
  readonly shoulders: number;
}

/** A person standing in the room: `u` and `feet` (v) is where, in scene units. */
export interface Figure {
  readonly u: number;
  readonly feet: number;
  readonly height: number;
  /** Which arm moves: -1 the one on the left of the picture, 1 the one on the right. */
  readonly side: -1 | 1;
  readonly gesture: 'explain' | 'sip' | 'wave';
  readonly look: Look;
  /** Shifts all motion in time, seconds. */
  readonly phaseS: number;
}

const MARA: Look = {
  skin: hex('#e8b996'),
  hair: hex('#5a3524'),
  hairStyle: 'bob',
  top: hex('#d9a03f'),
  topStyle: 'sweater',
  trousers: hex('#3c4a63'),
  shoes: hex('#e6dfd3'),
  glasses: false,
  beard: false,
  headSize: 1,
  shoulders: 0.93,
};

const TOMAS: Look = {
  skin: hex('#c98f68'),
  hair: hex('#26201e'),
  hairStyle: 'short',
  top: hex('#4d6f9c'),
  topStyle: 'shirt',
  trousers: hex('#8a7a63'),
  shoes: hex('#4a3328'),
  glasses: true,
  beard: true,
  headSize: 1,
  shoulders: 1.1,
};

const AMA: Look = {
  skin: hex('#8d5a3b'),
  hair: hex('#221a18'),
  hairStyle: 'curly',
  top: hex('#c65b4e'),
  topStyle: 'cardigan',
  trousers: hex('#2f3036'),
  shoes: hex('#b98b5f'),
  glasses: false,
  beard: false,
  headSize: 1,
  shoulders: 0.95,
};

const LEO: Look = {
  skin: hex('#eec3a2'),
  hair: hex('#b5793f'),
  hairStyle: 'short',
  top: hex('#e9e2d0'),
  topStyle: 'striped',
  trousers: hex('#5a7a5e'),
  shoes: hex('#c9503f'),
  glasses: false,
  beard: false,
  headSize: 1.3,
  shoulders: 0.96,
};

const INGRID: Look = {
  skin: hex('#edc6ab'),
  hair: hex('#c9c4bc'),
  hairStyle: 'bun',
  top: hex('#6c9a92'),
  topStyle: 'cardigan',
  trousers: hex('#4b4350'),
  shoes: hex('#3a3236'),
  glasses: true,
  beard: false,
  headSize: 1.02,
  shoulders: 0.94,
};

const CASTS: readonly (readonly Figure[])[] = [
  [
    { u: -0.2, feet: 0.945, height: 0.76, side: -1, gesture: 'explain', look: MARA, phaseS: 0 },
    { u: 0.2, feet: 0.955, height: 0.81, side: 1, gesture: 'sip', look: TOMAS, phaseS: 3.7 },
  ],
  [
    { u: -0.14, feet: 0.945, height: 0.775, side: 1, gesture: 'explain', look: AMA, phaseS: 1.9 },
    { u: 0.22, feet: 0.965, height: 0.55, side: 1, gesture: 'wave', look: LEO, phaseS: 5.2 },
  ],
  [
    {
      u: -0.2,
      feet: 0.95,
      height: 0.8,
      side: -1,
      gesture: 'sip',
      look: { ...TOMAS, top: hex('#7a4b5a'), topStyle: 'sweater' },
      phaseS: 2.6,
    },
    { u: 0.2, feet: 0.945, height: 0.745, side: 1, gesture: 'explain', look: INGRID, phaseS: 0.8 },
  ],
  [
    {
      u: -0.22,
      feet: 0.965,
      height: 0.56,
      side: -1,
      gesture: 'wave',
      look: { ...LEO, hair: hex('#2b2320'), skin: hex('#b97f58') },
      phaseS: 4.4,
    },
    {
      u: 0.15,
      feet: 0.945,
      height: 0.77,
      side: 1,
      gesture: 'explain',
      look: { ...MARA, hair: hex('#1f1b1d'), top: hex('#8aa4c4'), skin: hex('#dca981') },
      phaseS: 1.2,
    },
  ],
];

/** Who is in the room of this number. */
export function castOf(room: number): readonly Figure[] {
  return CASTS[room % CASTS.length]!;
}
