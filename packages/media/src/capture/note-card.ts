import type { Frame } from 'node-av/lib';
import type { Size } from '../size.ts';
import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphPixel } from './font.ts';
import { createPicture } from './picture.ts';

/** A black picture that says something. */
export interface NoteCard {
  /** The picture with this text in its middle, wrapped and as large as is pleasant. It belongs to the card, and is drawn when the text changes. */
  draw(text: string): Frame;
  close(): void;
}

/** A card of this size. */
export function createNoteCard(size: Size): NoteCard {
  let frame: Frame | undefined;
  let drawn: string | undefined;
  return {
    draw: (text) => {
      frame ??= createPicture(size);
      if (text !== drawn) drawText(frame, size, text);
      drawn = text;
      return frame;
    },
    close: () => {
      frame?.free();
      frame = undefined;
      drawn = undefined;
    },
  };
}

const BLACK = 16;
const GREY = 160;
const NO_COLOUR = 128;
const ADVANCE = GLYPH_WIDTH + 1;
const LINE_HEIGHT = GLYPH_HEIGHT + 3;
/** Characters across the picture, where there is room for them. */
const WANTED_COLUMNS = 56;

function drawText(frame: Frame, size: Size, text: string): void {
  const [luma, ...chroma] = frame.data!;
  luma!.fill(BLACK);
  for (const plane of chroma.slice(0, 2)) plane.fill(NO_COLOUR);
  const scale = Math.max(1, Math.floor(size.width / (WANTED_COLUMNS * ADVANCE)));
  const columns = Math.floor(size.width / (ADVANCE * scale)) - 2;
  const room = Math.floor(size.height / (LINE_HEIGHT * scale));
  if (columns < 1) return;
  const lines = wrap(text, columns).slice(0, room);
  let top = (size.height - lines.length * LINE_HEIGHT * scale) >> 1;
  for (const line of lines) {
    const left = (size.width - (line.length * ADVANCE - 1) * scale) >> 1;
    drawLine(luma!, frame.linesize[0]!, line, left, top, scale);
    top += LINE_HEIGHT * scale;
  }
}

function drawLine(
  luma: Uint8Array,
  stride: number,
  line: string,
  left: number,
  top: number,
  scale: number,
): void {
  for (let y = 0; y < GLYPH_HEIGHT * scale; y++) {
    const row = (top + y) * stride + left;
    for (let x = 0; x < line.length * ADVANCE * scale; x++) {
      const pixel = Math.floor(x / scale);
      const column = pixel % ADVANCE;
      if (column === GLYPH_WIDTH) continue;
      const isSet = glyphPixel(line[Math.floor(pixel / ADVANCE)]!, column, Math.floor(y / scale));
      if (isSet) luma[row + x] = GREY;
    }
  }
}

/** Breaks at spaces, and in words that are longer than a line. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const whole of text.split(' ')) {
    let word = whole;
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = '';
    }
    while (word.length > columns) {
      lines.push(word.slice(0, columns));
      word = word.slice(columns);
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}
