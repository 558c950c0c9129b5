import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from 'node-av/lib';
import { createNoteCard, wrap } from './note-card.ts';

test('a note is drawn in the middle of a black picture, letter for letter', (t) => {
  const card = createNoteCard({ width: 66, height: 40 });
  t.after(() => card.close());
  assert.deepEqual(art(card.draw('No!')), [
    '#...#.........#',
    '#...#.........#',
    '##..#..###....#',
    '#.#.#.#...#...#',
    '#..##.#...#...#',
    '#...#.#...#....',
    '#...#..###....#',
  ]);
});

test('a note that is too long for its picture is wrapped, and cut where nothing else helps', (t) => {
  assert.deepEqual(wrap('no picture: /dev/video0 has gone', 12), ['no picture:', '/dev/video0', 'has gone']);
  assert.deepEqual(wrap('abcdefgh ij', 3), ['abc', 'def', 'gh', 'ij']);
  assert.deepEqual(wrap('', 3), []);
  for (const size of [
    { width: 2, height: 2 },
    { width: 16, height: 16 },
    { width: 640, height: 16 },
  ]) {
    const card = createNoteCard(size);
    t.after(() => card.close());
    assert.equal(card.draw('a note that is far too long for this — ünd ſtrange').width, size.width);
  }
});

/** Set pixels as rows of `#`, without what is black all around. */
function art(frame: Frame): string[] {
  const rows: string[] = [];
  for (let y = 0; y < frame.height; y++) {
    let row = '';
    for (let x = 0; x < frame.width; x++)
      row += frame.data![0]![y * frame.linesize[0]! + x]! > 100 ? '#' : '.';
    if (row.includes('#')) rows.push(row);
  }
  const left = Math.min(...rows.map((row) => row.indexOf('#')));
  const right = Math.max(...rows.map((row) => row.lastIndexOf('#')));
  return rows.map((row) => row.slice(left, right + 1));
}
