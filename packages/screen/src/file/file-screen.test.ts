import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { PlanarPicture } from '../screen.ts';
import { openFileScreen } from './file-screen.ts';
import { y4mFrameBytes, y4mHeader } from './y4m.ts';

describe('the file screen', () => {
  let directory: string;
  let nowUs = 0;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ajar-file-screen-'));
  });
  after(() => rm(directory, { recursive: true }));

  const options = { nowUs: () => nowUs, fps: 30 };

  test('writes what was prepared last, once it is presented, and only once', async () => {
    const path = join(directory, 'prepared.y4m');
    const screen = await openFileScreen(path, options);
    nowUs = 7000;
    assert.equal(screen.present(), undefined);
    screen.prepare(grey(6, 4, 10), { number: 1, capturedUs: 0 });
    screen.prepare(grey(6, 4, 20), { number: 2, capturedUs: 0 });
    assert.throws(() => screen.prepare({ ...grey(6, 4, 30), height: 8 }, { number: 3, capturedUs: 0 }), {
      code: 'bad-picture',
    });
    assert.equal(screen.present(), undefined);
    screen.prepare(grey(6, 4, 40), { number: 4, capturedUs: 0 });
    assert.equal(screen.present(), 7000);
    assert.equal(screen.present(), undefined);
    await screen.close();
    const written = await lines(path);
    assert.deepEqual(
      written.map((line) => (line as { number: number }).number),
      [4],
    );
    assert.equal(screen.dropped, 0);
  });

  test('writes the pictures as Y4M and a line for each', async () => {
    const path = join(directory, 'a.y4m');
    const screen = await openFileScreen(path, options);
    nowUs = 5000;
    assert.equal(
      screen.show(grey(6, 4, 10), { number: 7, capturedUs: 1000, receivedUs: 2000, decodedUs: 3000 }),
      5000,
    );
    nowUs = 6000;
    assert.equal(screen.show(grey(6, 4, 20), { number: 8, capturedUs: 1500 }), 6000);
    await screen.close();

    const bytes = await readFile(path);
    const header = Buffer.from(y4mHeader(6, 4, 30));
    const first = Buffer.concat([Buffer.from('FRAME\n'), Buffer.alloc(36, 10)]);
    const second = Buffer.concat([Buffer.from('FRAME\n'), Buffer.alloc(36, 20)]);
    assert.deepEqual(bytes, Buffer.concat([header, first, second]));
    assert.deepEqual(await lines(path), [
      {
        file: 'a.y4m',
        number: 7,
        capturedUs: 1000,
        receivedUs: 2000,
        decodedUs: 3000,
        presentedUs: 5000,
        width: 6,
        height: 4,
      },
      {
        file: 'a.y4m',
        number: 8,
        capturedUs: 1500,
        receivedUs: null,
        decodedUs: null,
        presentedUs: 6000,
        width: 6,
        height: 4,
      },
    ]);
  });

  test('starts another file when the size changes, and the list says which', async () => {
    const path = join(directory, 'b.y4m');
    const screen = await openFileScreen(path, options);
    for (const [number, width] of [6, 6, 8, 6].entries())
      screen.show(grey(width, 4, number), { number, capturedUs: 0 });
    await screen.close();

    assert.deepEqual(
      (await lines(path)).map(({ file, number, width }) => [file, number, width]),
      [
        ['b.y4m', 0, 6],
        ['b.y4m', 1, 6],
        ['b-2.y4m', 2, 8],
        ['b-3.y4m', 3, 6],
      ],
    );
    const sizes = await Promise.all(
      ['b.y4m', 'b-2.y4m', 'b-3.y4m'].map((name) => readFile(join(directory, name))),
    );
    assert.deepEqual(
      sizes.map(({ length }) => length),
      [
        y4mHeader(6, 4, 30).length + 2 * y4mFrameBytes(6, 4),
        y4mHeader(8, 4, 30).length + y4mFrameBytes(8, 4),
        y4mHeader(6, 4, 30).length + y4mFrameBytes(6, 4),
      ],
    );
  });

  test('drops and counts what the disk cannot take, and writes the rest whole', async () => {
    const path = join(directory, 'c.y4m');
    const screen = await openFileScreen(path, options);
    const shown: number[] = [];
    // Nothing is written while this loop does not yield, so it is the queue that fills.
    for (let number = 0; number < 30; number += 1) {
      if (screen.show(grey(640, 360, number), { number, capturedUs: 0 }) !== undefined) shown.push(number);
    }
    assert.deepEqual(shown, [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.equal(screen.dropped, 22);
    await screen.close();
    assert.deepEqual(
      (await lines(path)).map(({ number }) => number),
      shown,
    );
    assert.equal((await readFile(path)).length, y4mHeader(640, 360, 30).length + 8 * y4mFrameBytes(640, 360));
    assert.equal(screen.show(grey(640, 360, 0), { number: 30, capturedUs: 0 }), undefined, 'closed');
    assert.equal(screen.dropped, 23);
  });

  test('refuses pictures that lie, and goes on', async () => {
    const path = join(directory, 'd.y4m');
    const screen = await openFileScreen(path, options);
    const info = { number: 1, capturedUs: 0 };
    assert.throws(() => screen.show({ ...grey(6, 4, 1), height: 6 }, info), { code: 'bad-picture' });
    assert.throws(() => screen.show({ ...grey(6, 4, 1), width: 0 }, info), { code: 'bad-picture' });
    assert.throws(() => screen.show({ ...grey(6, 4, 1), height: 1e9 }, info), { code: 'bad-picture' });
    screen.show(grey(6, 4, 1), info);
    await screen.close();
    await screen.close();
    assert.equal((await lines(path)).length, 1);
  });

  test('tells once when the disk is full, and then drops', async (t) => {
    if (!existsSync('/dev/full')) {
      t.skip('this system has no /dev/full');
      return;
    }
    const path = join(directory, 'full.y4m');
    await symlink('/dev/full', path);
    const screen = await openFileScreen(path, options);
    screen.show(grey(6, 4, 1), { number: 1, capturedUs: 0 });
    await screen.close();
    assert.deepEqual(screen.pump(), {
      type: 'failed',
      message: `cannot write ${path} any more (the disk is full)`,
    });
    assert.equal(screen.pump(), undefined);
    assert.equal(screen.show(grey(6, 4, 1), { number: 2, capturedUs: 0 }), undefined);
  });

  test('says what is wrong with a path', async (t) => {
    const cases = [
      [join(directory, 'no', 'such', 'directory.y4m'), /no such directory/],
      [directory, /it is a directory/],
      [join(directory, 'a.y4m', 'x'), /not a directory/],
    ] as const;
    for (const [path, message] of cases)
      await assert.rejects(openFileScreen(path, options), { code: 'file', message });
    if (process.getuid?.() === 0) {
      t.diagnostic('root may write everywhere, so a missing permission is not tried');
      return;
    }
    await chmod(directory, 0o500);
    await assert.rejects(openFileScreen(join(directory, 'e.y4m'), options), { message: /permission denied/ });
    await chmod(directory, 0o700);
  });

  test('leaves no file open when the list beside it cannot be written', async () => {
    const path = join(directory, 'f');
    await mkdir(`${path}.jsonl`);
    const before = await openFiles();
    await assert.rejects(openFileScreen(path, options), {
      code: 'file',
      message: /f\.jsonl \(it is a directory\)/,
    });
    assert.equal(await openFiles(), before);
  });
});

interface Line {
  readonly file: string;
  readonly number: number;
  readonly width: number;
}

/** How many files this process has open; 0 where the system does not say. */
async function openFiles(): Promise<number> {
  return (await readdir('/proc/self/fd').catch(() => [])).length;
}

async function lines(path: string): Promise<Line[]> {
  const text = await readFile(`${path}.jsonl`, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function grey(width: number, height: number, value: number): PlanarPicture {
  const chroma = (width / 2) * (height / 2);
  const planes = [width * height, chroma, chroma].map((bytes) => new Uint8Array(bytes).fill(value));
  return { width, height, format: 'yuv420p', planes, strides: [width, width / 2, width / 2] };
}
