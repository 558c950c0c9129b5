import { chunkType } from '@ajar/link/testing';
import { Cursor } from '../engine/cursor.ts';
import type { Draw, Feel, Target } from '../engine/target.ts';
import { inventChunk } from './chunk-grammar.ts';
import { hex } from './hex.ts';
import { mostChunkBytes } from './honest-peer.ts';
import { PeerSession } from './peer-session.ts';

/** What takes longer finds no more in the same time. */
const mostSteps = 60;
const mostUs = 5_000_000;
/** The operations that an input is a list of. */
const operation = {
  wait: 0,
  packet: 1,
  frame: 2,
  message: 3,
  answer: 4,
  anew: 5,
  elsewhere: 6,
  close: 7,
} as const;
const operations = Object.keys(operation).length;

/** A peer that has the keys, and says whatever it likes. */
export const peer: Target = {
  name: 'peer',
  about:
    'a peer with the right keys says anything, while frames and messages are sent to it: the link lives on',
  maxBytes: 6000,
  seeds: [
    hex('04 00  01 00 8000 0003 010000  02 01 2000 40  03 0400  00 0100  04 00'),
    hex(
      '02 01 ffff 80  04 00  00 0100  04 11  00 0200  03 ffff  04 00  00 0400  02 01 8000 30  04 92  06 01  04 00',
    ),
    hex('01 00 8000 001c 80 01 01 00 00000000 0000 0001 00000006 00000000 0258 05 00000000 2a'),
  ],
  tokens: Object.values(chunkType).map((type) => Uint8Array.of(type)),
  invent,
  skip,
  batch: 40,
  run,
};

/** Bytes of each operation, its kind included; those of a packet are behind it. */
const operationBytes = [3, 7, 5, 3, 2, 1, 2, 1] as const;

function invent(draw: Draw): Uint8Array {
  const below = (limit: number): number => Math.floor(draw() * limit);
  const kind = draw() < 0.5 ? operation.packet : below(draw() < 0.1 ? operations : operation.anew);
  if (kind !== operation.packet) {
    const made = Uint8Array.from({ length: operationBytes[kind]! }, () => below(256));
    made[0] = kind;
    return made;
  }
  const chunks = Buffer.concat(Array.from({ length: 1 + below(3) }, () => inventChunk(draw)));
  const head = [operation.packet, 0, 128, below(256), chunks.length >> 8, chunks.length & 255];
  return Buffer.concat([Uint8Array.from(head), chunks]);
}

function skip(input: Cursor): void {
  const kind = input.u8() % operations;
  if (kind !== operation.packet) {
    input.take(operationBytes[kind]! - 1);
    return;
  }
  input.take((input.u8() & 1) === 1 ? 6 : 2);
  input.take(input.u16() % (mostChunkBytes + 1));
}

function run(input: Uint8Array, feel: Feel): number {
  const session = new PeerSession();
  const cursor = new Cursor(input);
  const endUs = session.watched.nowUs + mostUs;
  for (let steps = 0; steps < mostSteps && !cursor.done; steps++) step(session, cursor, endUs);
  // Long silences take long to execute, so that only some inputs end with one.
  session.watched.wait(input.length % 16 === 0 ? 20_000_000 : 200_000);
  if (input.length % 4 === 0) session.proveAlive();
  return session.watched.finish(feel);
}

function step(session: PeerSession, cursor: Cursor, endUs: number): void {
  const { watched } = session;
  switch (cursor.u8() % operations) {
    case operation.wait:
      // From nothing to some seconds, the short times finely.
      watched.wait(Math.min((cursor.u16() % 2048) ** 2 / 4, Math.max(0, endUs - watched.nowUs)));
      return;
    case operation.packet: {
      const absolute = (cursor.u8() & 1) === 1;
      const sentUs = absolute ? cursor.u48() : Math.max(0, watched.nowUs + (cursor.u16() - 32_768) * 8);
      session.send(cursor.take(cursor.u16() % (mostChunkBytes + 1)), sentUs);
      return;
    }
    case operation.frame:
      session.sendFrame(Math.max(1, cursor.u8() % 4), 1 + cursor.u16(), cursor.u8() * 4000);
      return;
    case operation.message:
      watched.connection.sendMessage(new Uint8Array(cursor.u16()));
      watched.settle();
      return;
    case operation.answer:
      session.answer(cursor.u8());
      return;
    case operation.anew:
      session.join();
      return;
    case operation.elsewhere:
      session.move(6000 + (cursor.u8() % 8));
      return;
    default:
      session.close();
  }
}
