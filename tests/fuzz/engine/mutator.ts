import { boundaries } from './cursor.ts';
import type { Draw, Target } from './target.ts';

/** Numbers at which lengths, counts and indices tend to go wrong, with the bytes that they are written in. */
const edges: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 1],
  [0x7f, 1],
  [0x80, 1],
  [0xff, 1],
  [0, 2],
  [1, 2],
  [255, 2],
  [256, 2],
  [0x7fff, 2],
  [0x8000, 2],
  [0xffff, 2],
  [0, 4],
  [1, 4],
  [16 * 1024 * 1024, 4],
  [16 * 1024 * 1024 + 1, 4],
  [0x7fff_ffff, 4],
  [0x8000_0000, 4],
  [0xffff_ffff, 4],
  [0, 6],
  [2 ** 47, 6],
  [2 ** 48 - 1, 6],
];
const mostSteps = 6;

/** Makes inputs out of others, the same ones from the same draws. */
export class Mutator {
  readonly #target: Target;
  readonly #draw: Draw;

  constructor(target: Target, draw: Draw) {
    this.#target = target;
    this.#draw = draw;
  }

  /** A changed copy of `parent`, perhaps with something of `other` in it. */
  mutate(parent: Uint8Array, other: Uint8Array): Uint8Array {
    const { invent, skip, maxBytes } = this.#target;
    let input = parent;
    const steps = 1 + this.#below(this.#draw() < 0.7 ? 2 : mostSteps);
    for (let step = 0; step < steps; step++) {
      const structured = invent !== undefined && skip !== undefined && this.#draw() < 0.5;
      input = structured
        ? this.#changeOperations(input, other, invent, skip)
        : this.#changeBytes(input, other);
      if (input.length > maxBytes) input = input.slice(0, maxBytes);
    }
    return input === parent ? Uint8Array.from(parent) : input;
  }

  #changeOperations(
    input: Uint8Array,
    other: Uint8Array,
    invent: NonNullable<Target['invent']>,
    skip: NonNullable<Target['skip']>,
  ): Uint8Array {
    const marks = boundaries(input, skip);
    const at = this.#pick(marks);
    const [from, to] = this.#range(marks);
    switch (this.#below(6)) {
      case 0:
        return splice(input, from, to, new Uint8Array(0));
      case 1:
        return splice(input, at, at, input.slice(from, to));
      case 2: {
        const [start, end] = this.#range(boundaries(other, skip));
        return splice(input, at, at, other.slice(start, end));
      }
      case 3: {
        const made = Array.from({ length: 1 + this.#below(4) }, () => invent(this.#draw));
        return splice(input, at, at, Buffer.concat(made));
      }
      default:
        return splice(input, at, at, invent(this.#draw));
    }
  }

  #changeBytes(input: Uint8Array, other: Uint8Array): Uint8Array {
    const tokens = this.#target.tokens ?? [];
    const at = this.#below(input.length + 1);
    const length = Math.min(input.length - at, 1 + this.#below(16));
    switch (this.#below(tokens.length > 0 ? 10 : 8)) {
      case 0:
        return overwrite(input, at, Uint8Array.of((input[at] ?? 0) ^ (1 << this.#below(8))));
      case 1:
        return overwrite(input, at, Uint8Array.of(this.#below(256)));
      case 2:
        return overwrite(input, at, Uint8Array.of((input[at] ?? 0) + 256 + this.#below(33) - 16));
      case 3:
        return overwrite(input, at, this.#edge());
      case 4:
        return splice(input, at, at + length, new Uint8Array(0));
      case 5:
        return splice(input, at, at, this.#noise(1 + this.#below(16)));
      case 6:
        return splice(input, at, at, input.slice(at, at + length * (1 + this.#below(4))));
      case 7:
        return splice(input, at, input.length, other.slice(this.#below(other.length + 1)));
      case 8:
        return overwrite(input, at, this.#pick(tokens));
      default:
        return splice(input, at, at, this.#pick(tokens));
    }
  }

  #edge(): Uint8Array {
    const [value, bytes] = this.#pick(edges);
    const edge = Buffer.alloc(bytes);
    edge.writeUIntBE(value, 0, bytes);
    return edge;
  }

  #noise(bytes: number): Uint8Array {
    return Uint8Array.from({ length: bytes }, () => this.#below(256));
  }

  #range(marks: readonly number[]): [number, number] {
    const from = this.#below(marks.length);
    const to = Math.min(marks.length - 1, from + 1 + this.#below(this.#draw() < 0.5 ? 1 : 8));
    return [marks[from]!, marks[to]!];
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)]!;
  }

  #below(limit: number): number {
    return Math.floor(this.#draw() * limit);
  }
}

/** `input` with [from, to) replaced by `piece`. */
function splice(input: Uint8Array, from: number, to: number, piece: Uint8Array): Uint8Array {
  const made = new Uint8Array(from + piece.length + Math.max(0, input.length - to));
  made.set(input.subarray(0, from));
  made.set(piece, from);
  made.set(input.subarray(to), from + piece.length);
  return made;
}

function overwrite(input: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  const made = new Uint8Array(Math.max(input.length, at + piece.length));
  made.set(input);
  made.set(piece, at);
  return made;
}
