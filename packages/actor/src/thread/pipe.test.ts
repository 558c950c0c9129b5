import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createFrameMemory, FramePool, type Lease } from './frame-pool.ts';
import { PipeReader, PipeWriter } from './pipe.ts';
import { createRing } from './ring.ts';

const anything = fc.oneof(
  fc.jsonValue(),
  fc.double(),
  fc.integer(),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.uint8Array({ maxLength: 80 }),
  fc.float64Array({ maxLength: 8, noNaN: true }),
  fc.date({ noInvalidDate: true }),
  fc.bigInt(),
  fc.record({ kind: fc.constantFrom('a', 'b'), at: fc.double(), bytes: fc.uint8Array({ maxLength: 9 }) }),
);

test('whatever is sent arrives as it was and in its order, wherever in the ring it lies', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(256, 1024, 4096),
      fc.array(fc.oneof(anything, fc.constant('take one' as const), fc.constant('take all' as const)), {
        maxLength: 60,
      }),
      (capacity, steps) => {
        const memory = createRing(capacity);
        const writer = new PipeWriter(memory);
        const reader = new PipeReader(memory);
        const waiting: unknown[] = [];
        const check = (message: unknown): void => assert.deepStrictEqual(message, waiting.shift());
        for (const step of steps) {
          if (step === 'take one') reader.take(check, 1);
          else if (step === 'take all') {
            reader.take(check);
            assert.equal(waiting.length, 0);
          } else if (sent(writer, step)) waiting.push(plain(step));
        }
        reader.take(check);
        assert.equal(waiting.length, 0);
      },
    ),
    { numRuns: 300 },
  );
});

test('an emptied ring has room for any message of up to half of it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 256 - 8 - 6 - 16 }), { maxLength: 40 }), (lengths) => {
      const memory = createRing(512);
      const writer = new PipeWriter(memory);
      const reader = new PipeReader(memory);
      for (const length of lengths) {
        assert.equal(writer.send(new Uint8Array(length)), 'ok');
        assert.equal(
          reader.take((message) => assert.equal((message as Uint8Array).length, length)),
          1,
        );
      }
    }),
  );
});

test('a full ring says so, takes again after one was read, and refuses what can never fit', () => {
  const memory = createRing(256);
  const writer = new PipeWriter(memory);
  const reader = new PipeReader(memory);
  let sentCount = 0;
  while (writer.send(sentCount) === 'ok') sentCount++;
  const full = writer.send(0);
  reader.take(() => {}, 1);

  assert.equal(sentCount, 256 / 16);
  assert.equal(full, 'full');
  assert.equal(writer.send(sentCount), 'ok');
  const rest: unknown[] = [];
  reader.take((message) => rest.push(message));
  assert.deepEqual(
    rest,
    Array.from({ length: sentCount }, (_, i) => i + 1),
  );
  assert.throws(() => writer.send('x'.repeat(300)), RangeError);
});

test('what structured clone refuses leaves nothing behind: the shape it began is told again', () => {
  const memory = createRing(1024);
  const writer = new PipeWriter(memory);
  const reader = new PipeReader(memory);

  assert.throws(() => writer.send({ inner: { a: 1 }, b: () => {} }), /could not be cloned/);
  assert.equal(writer.send({ inner: { a: 1 }, b: 2 }), 'ok');

  reader.take((message) => assert.deepEqual(message, { inner: { a: 1 }, b: 2 }));
});

test('a circle arrives as one', () => {
  const memory = createRing(4096);
  const circle: Record<string, unknown> = { name: 'round' };
  circle['self'] = circle;

  assert.equal(new PipeWriter(memory).send(circle), 'ok');

  new PipeReader(memory).take((message) => {
    const got = message as typeof circle;
    assert.equal(got['self'], got);
  });
});

test('the bell rings once for a reader that asked, and not for one that is awake', () => {
  const memory = createRing(1024);
  let rung = 0;
  const writer = new PipeWriter(memory, { bell: () => rung++ });
  const reader = new PipeReader(memory);

  writer.send(1);
  assert.equal(rung, 0);
  assert.equal(reader.arm(), false);
  reader.take(() => {});
  assert.equal(reader.arm(), true);
  writer.send(2);
  writer.send(3);
  assert.equal(rung, 1);
});

test('a frame goes over by its lease: one owner at a time, back when released', () => {
  const memory = createRing(1024);
  const frames = createFrameMemory(2, 1000);
  const mine = new FramePool(frames, 1);
  const theirs = new FramePool(frames, 2);
  const writer = new PipeWriter(memory, { reader: 2 });
  const reader = new PipeReader(memory, theirs);
  const lease = mine.take(3)!;
  lease.bytes.set([1, 2, 3]);

  assert.equal(writer.send({ picture: lease, capturedUs: 5 }), 'ok');

  assert.equal(lease.isHeld, false);
  lease.release();
  assert.equal(mine.available, 1);
  reader.take((message) => {
    using picture = (message as { picture: Lease }).picture;
    assert.deepEqual([...picture.bytes], [1, 2, 3]);
    assert.equal(theirs.available, 1);
  });
  assert.equal(mine.available, 2);
  assert.throws(() => writer.send({ picture: lease }), TypeError);
});

test('a frame stays with the sender when there is no room, or nobody', () => {
  const memory = createRing(64);
  const pool = new FramePool(createFrameMemory(1, 10), 1);
  const writer = new PipeWriter(memory, { reader: 2 });
  const lease = pool.take(10)!;
  while (writer.send(0) === 'ok');

  assert.equal(writer.send(lease), 'full');
  new PipeReader(memory).close();
  assert.equal(writer.send(lease), 'gone');

  assert.equal(lease.isHeld, true);
  lease.release();
  assert.equal(pool.available, 1);
});

test('all frames of an owner who is no more come back, those on the way to it too', () => {
  const frames = createFrameMemory(4, 10);
  const mine = new FramePool(frames, 1);
  const memory = createRing(256);
  const writer = new PipeWriter(memory, { reader: 2 });
  const held: unknown[] = [];
  writer.send(mine.take(10)!);
  new PipeReader(memory, new FramePool(frames, 2)).take((message) => held.push(message));
  writer.send(mine.take(10)!);
  const kept = mine.take(10)!;

  assert.equal(mine.available, 1);
  assert.equal(mine.reclaim(2), 2);

  (held[0] as Lease).release();
  assert.equal(mine.available, 3);
  assert.equal(kept.isHeld, true);
});

function sent(writer: PipeWriter, message: unknown): boolean {
  try {
    return writer.send(message) === 'ok';
  } catch (error) {
    assert.ok(error instanceof RangeError, String(error));
    return false;
  }
}

/** As it looks on the other side: objects without a prototype get the usual one. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return value;
  const copy = {};
  for (const [key, field] of Object.entries(value)) {
    Object.defineProperty(copy, key, {
      value: plain(field),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return copy;
}

test('whatever is in a ring, a reader comes to its end, and what is sent after that arrives', () => {
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.array(fc.anything(), { minLength: 1, maxLength: 6 }), flips, (messages, changes) => {
      const memory = createRing(4096);
      const writer = new PipeWriter(memory);
      for (const message of messages) {
        try {
          writer.send(message);
        } catch {
          // What cannot be cloned is not in it.
        }
      }
      const bytes = new Uint8Array(memory, 256);
      for (const [at, value] of changes) bytes[at % 400] = value;
      const reader = new PipeReader(memory);
      const got: unknown[] = [];
      // Every look takes at least one message out, or finds none.
      for (let look = 0; look <= messages.length + 1; look++) {
        try {
          reader.take((message) => got.push(message));
        } catch {}
      }
      got.length = 0;
      assert.equal(writer.send('after'), 'ok');
      try {
        reader.take((message) => got.push(message));
      } catch {
        // A reader that stands in the middle of something says so once, and empties the ring.
        assert.equal(writer.send('after'), 'ok');
        reader.take((message) => got.push(message));
      }
      assert.equal(got.at(-1), 'after');
    }),
    { numRuns: 500 },
  );
});
