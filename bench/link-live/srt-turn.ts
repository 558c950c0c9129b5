import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Child, startChild } from '../video-path/child.ts';
import type { LiveNetwork, LivePlan, LiveReceived, LiveSent, LiveTurn } from './live-plan.ts';
import { passFrames, startNetwork } from './live-turn.ts';
import type { UdpSenderConfig } from './udp-sender-job.ts';

/** Debian's srt-tools. */
export const srtProgram = 'srt-live-transmit';
/** For both to find each other through the network, ms. */
const connectMs = 15_000;

/**
 * Frames as UDP into `srt-live-transmit`, through the network, out of another one as UDP.
 * @param latencyMs of both ends
 * @throws when the program is missing or ends
 */
export async function srtTurn(plan: LivePlan, network: LiveNetwork, latencyMs: number): Promise<LiveTurn> {
  const children: Child<unknown>[] = [];
  const programs: ChildProcess[] = [];
  const start = <Config, Result>(module: URL, config: Config): Child<Result> => {
    const child = startChild<Config, Result>(module, config);
    children.push(child);
    return child;
  };
  const transmit = (from: string, to: string): Promise<void> => {
    const child = spawn(srtProgram, ['-v', '-loglevel:fatal', from, to], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    programs.push(child);
    return connected(child);
  };
  try {
    const receiver = start<LivePlan, LiveReceived>(new URL('udp-receiver-job.ts', import.meta.url), plan);
    const outPort = (await receiver.ready) as number;
    const [srtPort, inPort] = [await freePort(), await freePort()];
    const called = transmit(
      `srt://127.0.0.1:${srtPort}?mode=listener&latency=${latencyMs}`,
      `udp://127.0.0.1:${outPort}`,
    );
    const proxy = startNetwork(srtPort, network);
    children.push(proxy);
    const calling = transmit(
      `udp://127.0.0.1:${inPort}?mode=listener`,
      `srt://127.0.0.1:${(await proxy.ready) as number}?mode=caller&latency=${latencyMs}`,
    );
    const sender = start<UdpSenderConfig, LiveSent>(new URL('udp-sender-job.ts', import.meta.url), {
      plan,
      port: inPort,
    });
    await Promise.all([sender.ready, called, calling]);
    return await passFrames(plan, sender, receiver, proxy);
  } finally {
    for (const child of children) child.kill();
    for (const child of programs) child.kill('SIGKILL');
  }
}

/** Waits for the program to say so. */
async function connected(child: ChildProcess): Promise<void> {
  const said = Promise.withResolvers<void>();
  let text = '';
  const hear = (chunk: Buffer): void => {
    text += chunk.toString();
    if (/^(SRT target connected|Accepted SRT source connection)/m.test(text)) said.resolve();
  };
  child.stdout!.on('data', hear);
  child.stderr!.on('data', hear);
  child.on('error', (error) =>
    said.reject(new Error(`${srtProgram}: ${error.message}; Debian has it in srt-tools`)),
  );
  child.on('exit', (code) => said.reject(new Error(`${srtProgram} ended with ${code}`)));
  const timer = setTimeout(() => said.reject(new Error(`${srtProgram} did not connect`)), connectMs);
  await said.promise.finally(() => clearTimeout(timer));
}

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
