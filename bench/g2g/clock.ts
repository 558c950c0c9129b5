// A program that shows the time on an X server: `clock.ts DISPLAY WIDTHxHEIGHT X,Y [still]`. A test room with people who move,
// stamped with the monotonic clock in µs, at each of 60 ticks a second; `still` shows one picture without a stamp.
import { nowUs } from '@ajar/actor';
import { createTestRoom, greyStampChroma } from '@ajar/media';
import { openScreen } from '@ajar/screen';
import { FrameClock } from '../video-path/frame-clock.ts';

const [display = '', sizeText = '', placeText = '', still] = process.argv.slice(2);
const [width = 0, height = 0] = sizeText.split('x').map(Number);
const [x = 0, y = 0] = placeText.split(',').map(Number);
const size = { width, height };
const screen = await openScreen(`window:${display}`, { nowUs, size, position: { x, y } });
if (!screen.wantsDecoded) throw new Error('a window takes pictures');
const room = createTestRoom(size, still === undefined ? 0 : 1);
while (room.prepare());
const pixels = width * height;
const planes = [pixels, pixels / 4, pixels / 4].map((bytes) => Buffer.alloc(bytes));
const strides = [width, width / 2, width / 2];
const picture = { ...size, format: 'yuv420p' as const, planes, strides };
const fps = 60;

const show = (number: number): void => {
  const capturedUs = Math.round(nowUs());
  room.draw(picture, number / fps, capturedUs);
  // A second stamp on the screen could be taken for the clock's.
  if (still !== undefined) hideStamp();
  screen.show(picture, { number, capturedUs });
  while (screen.pump() !== undefined);
};
const hideStamp = (): void => {
  planes[0]!.fill(128, 0, strides[0]! * 24);
  greyStampChroma(planes, strides, width, height);
};

const clock = still === undefined ? new FrameClock(nowUs(), fps, Number.MAX_SAFE_INTEGER, show) : undefined;
if (!clock) {
  show(0);
  setInterval(() => {
    while (screen.pump() !== undefined);
  }, 100);
}
process.on('SIGTERM', () => process.exit(0));
process.stdout.write('showing\n');
