import type { Socket } from 'node:net';
import { BrowserScreen } from '../browser/browser-screen.ts';
import type { UpgradeRequest } from '../screen.ts';
import { deltaData, keyframeData } from './encoded-frame.ts';

/** A process with a browser screen, for tests: adopts every socket that its parent sends and shows it two frames. */
const screen = new BrowserScreen({ nowUs: () => performance.now() * 1000, keyframeWanted: showTwoFrames });

function showTwoFrames(): void {
  const times = { capturedUs: 1, receivedUs: 2 };
  screen.showEncoded(keyframeData('1280x720'), { number: 1, keyframe: true, ...times });
  screen.showEncoded(deltaData(), { number: 2, keyframe: false, ...times });
}

process.on('message', ({ request, head }: { request: UpgradeRequest; head: string }, socket: unknown) => {
  screen.adopt(request, socket as Socket, Buffer.from(head, 'base64'));
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
