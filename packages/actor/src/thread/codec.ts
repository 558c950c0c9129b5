// Messages as bytes. Numbers, strings, arrays, plain objects and typed arrays are written straight into the ring; objects of a shape
// that was sent before carry its number, not its keys. What is none of these goes through structured clone.
import { deserialize, serialize } from 'node:v8';
import { type FramePool, Lease } from './frame-pool.ts';

/** Does not fit between where it starts and the limit. */
export const noRoom = -1;
/** Deeper than {@link maxDepth}, or in a circle. */
export const tooDeep = -2;

const maxDepth = 16;
/** Shapes that are known by number; objects of any further one carry their keys. */
const maxShapes = 1024;
const ownKeys = 0xffff;

const tag = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  int: 4,
  double: 5,
  latin1: 6,
  utf16: 7,
  array: 8,
  object: 9,
  newShape: 10,
  typed: 11,
  lease: 12,
  cloned: 13,
} as const;

const typedArrays = [
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
] as const;

/** Keys in their order, as a path through a tree: to find an object's shape makes no garbage. */
class ShapeNode {
  readonly next: Map<string, ShapeNode> = new Map();
  lastKey = '';
  last: ShapeNode | undefined;
  number: number = ownKeys;
}

/** Writes messages; keeps which shapes the other side knows. One for each writer of a ring. */
export class Encoder {
  readonly #bytes: Buffer;
  readonly #numbers: DataView;
  readonly #root = new ShapeNode();
  readonly #fresh: ShapeNode[] = [];
  #shapes = 0;
  #limit = 0;
  #at = 0;
  /** Leases in the message that was written last. */
  readonly leases: Lease[] = [];

  constructor(bytes: Buffer, numbers: DataView) {
    this.#bytes = bytes;
    this.#numbers = numbers;
  }

  /** Writes `value` from `at` on. Returns where it ends, {@link noRoom} or {@link tooDeep}. */
  write(value: unknown, at: number, limit: number): number {
    this.leases.length = 0;
    this.#fresh.length = 0;
    this.#at = at;
    this.#limit = limit;
    try {
      const problem = this.#value(value, 0);
      if (problem === 0) return this.#at;
      this.forget();
      return problem;
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** Writes `value` as structured clone does. */
  writeCloned(value: unknown, at: number, limit: number): number {
    this.leases.length = 0;
    this.#fresh.length = 0;
    this.#at = at;
    this.#limit = limit;
    return this.#cloned(value) === 0 ? this.#at : noRoom;
  }

  /** What was written last never got to the other side. */
  forget(): void {
    for (const node of this.#fresh) node.number = ownKeys;
    this.#shapes -= this.#fresh.length;
    this.#fresh.length = 0;
  }

  #value(value: unknown, depth: number): number {
    // The longest of what has no length of its own.
    if (this.#at + 16 > this.#limit) return this.#tight(value, depth);
    switch (typeof value) {
      case 'number':
        return this.#number(value);
      case 'string':
        return this.#string(value);
      case 'boolean':
        return this.#tag(value ? tag.true : tag.false);
      case 'undefined':
        return this.#tag(tag.undefined);
      case 'object':
        return value === null ? this.#tag(tag.null) : this.#compound(value, depth);
      case 'bigint':
      case 'symbol':
      case 'function':
        return this.#cloned(value);
    }
  }

  /** As `#value` where less than 16 bytes are left. */
  #tight(value: unknown, depth: number): number {
    const left = this.#limit - this.#at;
    if (typeof value === 'number') {
      return left < (isInt(value) ? 5 : 9) ? noRoom : this.#number(value);
    }
    if (typeof value === 'string') return left < 5 ? noRoom : this.#string(value);
    if (value === null || value === undefined || typeof value === 'boolean') {
      if (left < 1) return noRoom;
      return this.#tag(
        value === undefined ? tag.undefined : value === null ? tag.null : value ? tag.true : tag.false,
      );
    }
    if (left < 9) return noRoom;
    return typeof value === 'object' ? this.#compound(value, depth) : this.#cloned(value);
  }

  #tag(code: number): 0 {
    this.#bytes[this.#at++] = code;
    return 0;
  }

  #number(value: number): 0 {
    if (isInt(value)) {
      this.#bytes[this.#at] = tag.int;
      this.#numbers.setInt32(this.#at + 1, value, true);
      this.#at += 5;
    } else {
      this.#bytes[this.#at] = tag.double;
      this.#numbers.setFloat64(this.#at + 1, value, true);
      this.#at += 9;
    }
    return 0;
  }

  #string(value: string): number {
    let narrow = true;
    for (let i = 0; i < value.length && narrow; i++) narrow = value.charCodeAt(i) < 256;
    const length = narrow ? value.length : value.length * 2;
    if (this.#at + 5 + length > this.#limit) return noRoom;
    this.#bytes[this.#at] = narrow ? tag.latin1 : tag.utf16;
    this.#numbers.setUint32(this.#at + 1, length, true);
    const start = this.#at + 5;
    if (length <= 24) {
      if (narrow) for (let i = 0; i < length; i++) this.#bytes[start + i] = value.charCodeAt(i);
      else
        for (let i = 0; i < length; i += 2)
          this.#numbers.setUint16(start + i, value.charCodeAt(i >> 1), true);
    } else {
      this.#bytes.write(value, start, length, narrow ? 'latin1' : 'utf16le');
    }
    this.#at = start + length;
    return 0;
  }

  #compound(value: object, depth: number): number {
    if (depth >= maxDepth) return tooDeep;
    if (Array.isArray(value)) return this.#array(value, depth);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.#object(value as Record<string, unknown>, depth);
    if (ArrayBuffer.isView(value)) {
      const kind = typedArrays.findIndex((type) => prototype === type.prototype);
      if (kind >= 0) return this.#typed(value, kind);
    }
    if (value instanceof Lease) return this.#lease(value);
    return this.#cloned(value);
  }

  #array(values: readonly unknown[], depth: number): number {
    this.#bytes[this.#at] = tag.array;
    this.#numbers.setUint32(this.#at + 1, values.length, true);
    this.#at += 5;
    for (let i = 0; i < values.length; i++) {
      const problem = this.#value(values[i], depth + 1);
      if (problem !== 0) return problem;
    }
    return 0;
  }

  #object(value: Record<string, unknown>, depth: number): number {
    let node = this.#root;
    let count = 0;
    for (const key in value) {
      // Written back by assignment it would not be a property.
      if (key === '__proto__') return this.#cloned(value);
      node = this.#step(node, key);
      count++;
    }
    if (count >= ownKeys) return this.#cloned(value);
    if (node.number === ownKeys) {
      if (this.#at + 5 > this.#limit) return noRoom;
      if (this.#shapes < maxShapes) {
        node.number = this.#shapes++;
        this.#fresh.push(node);
      }
      this.#bytes[this.#at] = tag.newShape;
      this.#numbers.setUint16(this.#at + 1, node.number, true);
      this.#numbers.setUint16(this.#at + 3, count, true);
      this.#at += 5;
      for (const key in value) {
        if (this.#at + 5 > this.#limit || this.#string(key) !== 0) return noRoom;
      }
    } else {
      this.#bytes[this.#at] = tag.object;
      this.#numbers.setUint16(this.#at + 1, node.number, true);
      this.#at += 3;
    }
    for (const key in value) {
      const problem = this.#value(value[key], depth + 1);
      if (problem !== 0) return problem;
    }
    return 0;
  }

  #step(node: ShapeNode, key: string): ShapeNode {
    if (node.last !== undefined && node.lastKey === key) return node.last;
    let next = node.next.get(key);
    if (next === undefined) {
      next = new ShapeNode();
      // Objects used as dictionaries must not make the tree grow without end.
      if (this.#shapes < maxShapes) node.next.set(key, next);
      else return next;
    }
    node.lastKey = key;
    node.last = next;
    return next;
  }

  #typed(value: ArrayBufferView, kind: number): number {
    if (this.#at + 6 + value.byteLength > this.#limit) return noRoom;
    this.#bytes[this.#at] = tag.typed;
    this.#bytes[this.#at + 1] = kind;
    this.#numbers.setUint32(this.#at + 2, value.byteLength, true);
    this.#at += 6;
    this.#bytes.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), this.#at);
    this.#at += value.byteLength;
    return 0;
  }

  #lease(lease: Lease): 0 {
    this.#bytes[this.#at] = tag.lease;
    this.#numbers.setUint32(this.#at + 1, lease.slot, true);
    this.#numbers.setUint32(this.#at + 5, lease.length, true);
    this.#at += 9;
    this.leases.push(lease);
    return 0;
  }

  #cloned(value: unknown): number {
    const bytes = serialize(value);
    if (this.#at + 5 + bytes.length > this.#limit) return noRoom;
    this.#bytes[this.#at] = tag.cloned;
    this.#numbers.setUint32(this.#at + 1, bytes.length, true);
    this.#bytes.set(bytes, this.#at + 5);
    this.#at += 5 + bytes.length;
    return 0;
  }
}

/** Reads what one {@link Encoder} wrote, all of it and in its order. */
export class Decoder {
  readonly #bytes: Buffer;
  readonly #numbers: DataView;
  readonly #pool: FramePool | undefined;
  readonly #shapes: string[][] = [];
  #at = 0;

  constructor(bytes: Buffer, numbers: DataView, pool?: FramePool) {
    this.#bytes = bytes;
    this.#numbers = numbers;
    this.#pool = pool;
  }

  /** The message that starts at `at`. */
  read(at: number): unknown {
    this.#at = at;
    return this.#value();
  }

  #value(): unknown {
    const code = this.#bytes[this.#at++]!;
    switch (code) {
      case tag.int:
        this.#at += 4;
        return this.#numbers.getInt32(this.#at - 4, true);
      case tag.double:
        this.#at += 8;
        return this.#numbers.getFloat64(this.#at - 8, true);
      case tag.latin1:
        return this.#string('latin1');
      case tag.utf16:
        return this.#string('utf16le');
      case tag.true:
        return true;
      case tag.false:
        return false;
      case tag.null:
        return null;
      case tag.undefined:
        return undefined;
      case tag.array:
        return this.#array();
      case tag.object:
        return this.#fields(this.#shapes[this.#uint16()]!);
      case tag.newShape:
        return this.#fields(this.#shape());
      case tag.typed:
        return this.#typed();
      case tag.lease:
        return this.#lease();
      default: {
        const bytes = this.#copy(this.#uint32());
        return deserialize(bytes);
      }
    }
  }

  #uint16(): number {
    this.#at += 2;
    return this.#numbers.getUint16(this.#at - 2, true);
  }

  #uint32(): number {
    this.#at += 4;
    return this.#numbers.getUint32(this.#at - 4, true);
  }

  #string(encoding: 'latin1' | 'utf16le'): string {
    const length = this.#uint32();
    this.#at += length;
    return this.#bytes.toString(encoding, this.#at - length, this.#at);
  }

  #array(): unknown[] {
    const values: unknown[] = [];
    for (let left = this.#uint32(); left > 0; left--) values.push(this.#value());
    return values;
  }

  #shape(): string[] {
    const number = this.#uint16();
    const keys: string[] = [];
    for (let left = this.#uint16(); left > 0; left--) keys.push(this.#value() as string);
    if (number !== ownKeys) this.#shapes[number] = keys;
    return keys;
  }

  #fields(keys: readonly string[]): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (let i = 0; i < keys.length; i++) object[keys[i]!] = this.#value();
    return object;
  }

  #typed(): ArrayBufferView {
    const type = typedArrays[this.#bytes[this.#at++]!]!;
    const bytes = this.#copy(this.#uint32());
    return new type(bytes.buffer, 0, bytes.length / type.BYTES_PER_ELEMENT);
  }

  #lease(): Lease {
    const slot = this.#uint32();
    const length = this.#uint32();
    if (this.#pool === undefined) throw new TypeError('a frame came to a thread that has no frame memory');
    return this.#pool.adopt(slot, length);
  }

  #copy(length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    bytes.set(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return bytes;
  }
}

function isInt(value: number): boolean {
  return (value | 0) === value && (value !== 0 || 1 / value > 0);
}
