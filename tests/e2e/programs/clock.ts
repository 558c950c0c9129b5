// A program that shows the time on an X server: `clock.ts DISPLAY WIDTHxHEIGHT`. The monotonic clock in microseconds,
// as a stamp that a machine can read, sixty times a second, until it is told to stop.
import { nowUs } from '@ajar/actor';
import { writeStamp } from '@ajar/media';
import { openScreen } from '@ajar/screen';

const [display = '', size = ''] = process.argv.slice(2);
const [width = 0, height = 0] = size.split('x').map(Number);
const screen = await openScreen(`window:${display}`, {
  nowUs,
  size: { width, height },
  position: { x: 0, y: 0 },
});
if (!screen.wantsDecoded) throw new Error('a window takes pictures');

const luma = new Uint8Array(width * height).fill(90);
const chroma = new Uint8Array((width * height) / 4).fill(128);
const picture = {
  width,
  height,
  format: 'yuv420p' as const,
  planes: [luma, chroma, chroma],
  strides: [width, width / 2, width / 2],
};
let number = 0;
setInterval(() => {
  const atUs = Math.round(nowUs());
  writeStamp(luma, width, width, height, atUs);
  screen.show(picture, { number: number++, capturedUs: atUs });
  while (screen.pump() !== undefined);
}, 1000 / 60);
process.on('SIGTERM', () => process.exit(0));
process.stdout.write('showing\n');
