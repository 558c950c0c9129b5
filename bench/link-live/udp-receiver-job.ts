// Takes frames from a program that gives UDP, and notes when each is whole.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { nowUs } from '@ajar/actor';
import { runJob } from '../video-path/child.ts';
import { type LivePlan, type LiveReceived, noFrames } from './live-plan.ts';
import { chunkHeadBytes } from './udp-chunk.ts';

/** It is ready with the port that it listens at. */
runJob<LivePlan, LiveReceived>(async (plan) => {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
  const outUs = noFrames(plan);
  const seen = new Set<number>();
  const left = new Map<number, number>();
  let damaged = 0;

  socket.on('message', (chunk) => {
    const atUs = nowUs();
    if (chunk.length < chunkHeadBytes) {
      damaged++;
      return;
    }
    const frame = chunk.readUInt32LE(0);
    const [index, count] = [chunk.readUInt16LE(4), chunk.readUInt16LE(6)];
    const id = frame * 65_536 + index;
    if (frame >= outUs.length || index >= count) damaged++;
    else if (!seen.has(id)) {
      seen.add(id);
      const rest = (left.get(frame) ?? count) - 1;
      left.set(frame, rest);
      if (rest === 0) outUs[frame] = atUs;
    }
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { ready: socket.address().port, finish: () => ({ outUs, damaged }) };
});
