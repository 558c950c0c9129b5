import { Random, VirtualNetwork } from '@ajar/netlab';
import { MediaSource } from './media-source.ts';
import { PictureGate } from './picture-gate.ts';
import type { Row } from './row.ts';
import { RunRecord } from './run-record.ts';
import { watch } from './watch.ts';

const startUs = 1e9;
const shardBytes = 1180;
const headBytes = 20;
/** Shards of a block, parity included: what one byte can number. */
const blockShards = 255;
/** A keyframe that was asked for and has not come is asked for again, µs. */
const askAgainUs = 100_000;

export interface PeerRunOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly bitrateBps: number;
  /** Parity shards for each shard of a frame: 0 is raw UDP, 0.2 what Sunshine and Moonlight send. */
  readonly parity: number;
}

/**
 * One run of frames as bare UDP datagrams with a fixed share of Reed-Solomon parity and no repair. The code is MDS, so that any k
 * of a block's n shards give it back: counting them is enough. As in Moonlight, a frame is given up when the one after it is whole, and
 * a keyframe asked for.
 */
export function runPeer(row: Row, options: PeerRunOptions): RunRecord {
  const { seed, seconds, parity } = options;
  const network = new VirtualNetwork({ seed, startUs, ...row.network(seconds, seed) });
  const source = new MediaSource(seed, { fps: 60, bitrateBps: options.bitrateBps });
  const record = new RunRecord(seconds, source.fps);
  const gate = new PictureGate();
  const datagram = Buffer.alloc(headBytes + shardBytes);
  const wish = Buffer.from([1]);
  const arriving = new Map<number, Arriving>();
  let next = 0;
  let askedUs = Number.NEGATIVE_INFINITY;

  network.attach('a', {
    receive: () => {
      source.keyframeWanted = true;
    },
  });
  network.attach('b', {
    receive: (nowUs, bytes) => {
      const shard = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const picture = shard.readUInt32LE(0);
      if (picture < next) return;
      let frame = arriving.get(picture);
      if (frame === undefined) {
        frame = {
          keyframe: shard[4] === 1,
          left: layOut(shard.readUInt32LE(8), parity).map(({ data }) => data),
          blocks: 0,
        };
        frame.blocks = frame.left.length;
        arriving.set(picture, frame);
      }
      if (--frame.left[shard[5]!]! !== 0 || --frame.blocks > 0) return;
      // Whoever is whole settles all that came before it.
      for (; next <= picture; next++) {
        const settled = arriving.get(next);
        arriving.delete(next);
        if (settled?.blocks !== 0) gate.shut();
        else if (gate.admit(next, settled.keyframe)) record.outUs[next] = nowUs - startUs;
        else record.undecodable++;
      }
      if (!gate.isOpen && nowUs - askedUs >= askAgainUs) {
        askedUs = nowUs;
        network.send('b', wish);
      }
    },
  });

  const firstUs = startUs + new Random(seed, 20).next() * 16_667;
  const handIn = (picture: number): void => {
    const nowUs = network.nowUs;
    const keyframe = source.takeKeyframe();
    const bytes = source.nextBytes(keyframe);
    record.inUs[picture] = nowUs - startUs;
    record.bytes[picture] = bytes;
    datagram.writeUInt32LE(picture, 0);
    datagram[4] = keyframe ? 1 : 0;
    datagram.writeUInt32LE(bytes, 8);
    for (const [block, { data, total }] of layOut(bytes, parity).entries()) {
      datagram[5] = block;
      for (let index = 0; index < total; index++) {
        datagram[6] = index;
        datagram[7] = data;
        const length = headBytes + shardBytes;
        record.offered(nowUs - startUs, length);
        network.send('a', datagram.subarray(0, length));
      }
    }
    if (picture + 1 < record.inUs.length) {
      network.at(firstUs + ((picture + 1) * 1e6) / source.fps, () => handIn(picture + 1));
    }
  };
  network.at(firstUs, () => handIn(0));
  watch(network, record, startUs, () => null);
  row.script?.(network, startUs, seconds);
  network.run(startUs + seconds * 1e6);
  return record;
}

interface Arriving {
  readonly keyframe: boolean;
  /** Shards that each block still needs, and blocks that are not whole. */
  readonly left: number[];
  blocks: number;
}

/** Blocks of a frame of so many bytes. */
function layOut(bytes: number, parity: number): { data: number; total: number }[] {
  const shards = Math.ceil(bytes / shardBytes);
  const blocks = Math.ceil((shards * (1 + parity)) / blockShards);
  return Array.from({ length: blocks }, (_, block) => {
    const data = Math.floor((shards + block) / blocks);
    return { data, total: data + Math.ceil(data * parity) };
  });
}
