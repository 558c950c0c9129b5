import {
  audioTrack,
  Connection,
  type ConnectionOptions,
  keyPairFromSecret,
  type LinkEvent,
  videoTrack,
} from '@ajar/link';
import { Random, VirtualNetwork } from '@ajar/netlab';
import { FrameBytes } from './frame-bytes.ts';
import { LinkEnd } from './link-end.ts';
import { MediaSource } from './media-source.ts';
import { PictureGate } from './picture-gate.ts';
import type { Row } from './row.ts';
import { RunRecord, soundMs } from './run-record.ts';
import { watch } from './watch.ts';

/** Where the network's time begins, µs; the clocks of both ends are somewhere else again. */
const startUs = 1e9;
const senderClockUs = 3_600e6;
const receiverClockUs = 86_400e6 + 12_345;
const keyframeWanted = Buffer.from('keyframe');
/** No encoder makes less. */
const leastBps = 300_000;
/** 256 kbit/s, as a portal sends, and for as long after it could be there. */
const soundBytes = 160;
const soundLifetimeUs = 150_000;

/** What the two ends of a run say of themselves, beside what was seen from the outside. */
export interface LinkTotals {
  readonly mediaBytes: number;
  readonly fecBytes: number;
  readonly repairBytes: number;
  readonly controlBytes: number;
  /** What the receiver sent: feedback, mostly. */
  readonly backBytes: number;
  readonly framesSent: number;
  readonly framesDropped: number;
  /** Of those sent, frames that came whole, and those whose time was not up at the end of the run. */
  readonly framesReceived: number;
  readonly framesUnderWay: number;
  readonly migrations: number;
}

export interface AjarRunOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly followsTarget: boolean;
  readonly bitrateBps: number;
  readonly lifetimeMs: number;
  /** Whether a frame of sound goes out every 5 ms, too. */
  readonly hasSound: boolean;
  /** More options of the sending connection. */
  readonly sender?: Partial<ConnectionOptions>;
}

/** One run of Ajar's link through a row's network in virtual time. */
export function runAjar(row: Row, options: AjarRunOptions): { record: RunRecord; totals: LinkTotals } {
  const { seed, seconds } = options;
  const network = new VirtualNetwork({ seed, startUs, ...row.network(seconds, seed) });
  const source = new MediaSource(seed, { fps: 60, bitrateBps: options.bitrateBps });
  const record = new RunRecord(seconds, source.fps, options.hasSound);
  const frames = new FrameBytes();
  const gate = new PictureGate();
  const [senderKey, receiverKey] = [secret(1), secret(2)];
  /** Which picture bears which number of the link. */
  const pictureOf = new Map<number, number>();

  const sender = new LinkEnd(
    new Connection({
      staticKey: senderKey,
      peerKey: receiverKey.publicKey,
      random: randomBytes(seed, 21),
      callAddress: network.address('b'),
      ...options.sender,
    }),
    'a',
    network,
    senderClockUs,
    (_, event) => {
      if (asksForKeyframe(event)) source.keyframeWanted = true;
      if (event.type !== 'frame-dropped' || event.track !== videoTrack) return;
      const picture = pictureOf.get(event.number);
      if (picture !== undefined) record.dropped[picture] = 1;
    },
    (nowUs, bytes) => record.offered(nowUs - startUs, bytes),
  );
  const receiver = new LinkEnd(
    new Connection({
      staticKey: receiverKey,
      peerKey: senderKey.publicKey,
      random: randomBytes(seed, 22),
    }),
    'b',
    network,
    receiverClockUs,
    (nowUs, event) => {
      if (event.type === 'frame') {
        if (event.frame.track === audioTrack) hear(nowUs, event.frame.data);
        else show(nowUs, event.frame.data);
      } else if (event.type === 'frame-lost' && event.track === videoTrack) gate.shut();
      else return;
      if (gate.wantsKeyframe(nowUs)) receiver.sendMessage(nowUs, keyframeWanted);
    },
  );
  const show = (nowUs: number, data: Uint8Array): void => {
    const picture = frames.read(data);
    if (picture < 0) record.damaged++;
    else if (gate.admit(picture, frames.keyframe)) record.outUs[picture] = nowUs - startUs;
    else record.undecodable++;
  };

  const hear = (nowUs: number, data: Uint8Array): void => {
    const sound = frames.read(data);
    if (sound < 0) record.damaged++;
    else record.soundOutUs[sound] = nowUs - startUs;
  };

  const total = record.inUs.length;
  // The two ends' frames and the columns of a second do not begin together.
  const firstUs = startUs + new Random(seed, 20).next() * 16_667;
  let wayUs = 0;
  const handIn = (picture: number): void => {
    const nowUs = network.nowUs;
    const keyframe = source.takeKeyframe();
    const data = frames.write(picture, source.nextBytes(keyframe), keyframe);
    record.inUs[picture] = nowUs - startUs;
    record.bytes[picture] = data.length;
    const number = sender.sendFrame(nowUs, videoTrack, data, keyframe, options.lifetimeMs * 1000);
    if (number < 0) {
      record.dropped[picture] = 1;
      source.keyframeWanted = true;
    } else pictureOf.set(number, picture);
    pictureOf.delete(number - 600);
    // An encoder that is told a rate uses it for the next picture.
    const { targetBps: target, rttMs } = sender.connection.stats();
    wayUs = (rttMs ?? 0) * 500;
    if (options.followsTarget && target !== null) {
      source.bitrateBps = Math.min(options.bitrateBps, Math.max(leastBps, target));
    }
    if (picture + 1 >= total) return;
    network.at(firstUs + ((picture + 1) * 1e6) / source.fps, () => handIn(picture + 1));
  };
  const speak = (sound: number): void => {
    const nowUs = network.nowUs;
    record.soundInUs[sound] = nowUs - startUs;
    const data = frames.write(sound, soundBytes, true);
    sender.sendFrame(nowUs, audioTrack, data, true, wayUs + soundLifetimeUs);
    if (sound + 1 >= record.soundInUs.length) return;
    network.at(startUs + (sound + 1) * soundMs * 1000, () => speak(sound + 1));
  };
  if (options.hasSound) network.at(startUs, () => speak(0));
  network.at(firstUs, () => handIn(0));
  watch(network, record, startUs, () => sender.connection.stats().targetBps);
  row.script?.(network, startUs, seconds);
  network.run(startUs + seconds * 1e6);

  const sent = sender.connection.stats();
  const received = receiver.connection.stats();
  return {
    record,
    totals: {
      mediaBytes: sent.mediaBytes,
      fecBytes: sent.fecBytes,
      repairBytes: sent.repairBytes,
      controlBytes: sent.controlBytes,
      backBytes: received.sentBytes,
      framesSent: sent.framesSent,
      framesDropped: sent.framesDropped,
      framesReceived: received.framesReceived,
      framesUnderWay: Math.ceil((options.lifetimeMs / 1000) * source.fps),
      migrations: received.migrations,
    },
  };
}

/** As a portal does: whoever comes has missed pictures, and what follows a dropped one refers to it. */
function asksForKeyframe(event: LinkEvent): boolean {
  if (event.type === 'state') return event.state === 'open';
  if (event.type === 'message') return keyframeWanted.equals(event.data);
  if (event.type === 'frame-dropped' || event.type === 'keyframe-wanted') return event.track === videoTrack;
  return event.type === 'peer';
}

function secret(byte: number): ReturnType<typeof keyPairFromSecret> {
  return keyPairFromSecret(Buffer.alloc(32, byte));
}

function randomBytes(seed: number, stream: number): (into: Uint8Array) => void {
  const random = new Random(seed, stream);
  return (into) => {
    for (let index = 0; index < into.length; index++) into[index] = Math.floor(random.next() * 256);
  };
}
