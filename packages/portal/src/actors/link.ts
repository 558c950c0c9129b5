import { type ActorFactory, type Channel, ChannelServer, nowUs } from '@ajar/actor';
import {
  audioTrack,
  type Link,
  LinkError,
  type LinkEvent,
  type LinkOptions,
  type LinkState,
  type LinkStats,
  openLink,
  type ReceivedFrame,
  releaseFrame,
  videoTrack,
} from '@ajar/link';
import { formatHostPort, type HostPort } from '../config/values.ts';
import { beUrgent } from '../urgent.ts';
import { HeadWriter, headBytes, type MediaRole, newHead, readHead, roleOf } from '../wire/media-message.ts';
import type { RoomView } from '../wire/peer-message.ts';
import { PeerTalk } from './link/peer-talk.ts';

/** What the link's process needs to know. Keys are 32 bytes each. */
export interface LinkConfig {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
  readonly peerKey: Uint8Array;
  readonly listen: HostPort | undefined;
  readonly connect: HostPort | undefined;
  /** Where the camera, the screen and the sound connect. */
  readonly socket: string;
}

/** What the link is told. */
export interface LinkMessage {
  readonly kind: 'view';
  /** What of this room its picture shows. */
  readonly view: RoomView;
}

/** What the link tells the portal. */
export type LinkReport =
  | { readonly kind: 'bound'; readonly address: HostPort }
  | { readonly kind: 'state'; readonly state: Exclude<LinkState, 'closed'>; readonly peer: string | null }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'stats'; readonly stats: LinkStats; readonly lostPictures: number };

/** What a room shares beside its own sound: repaired where it is lost, so it waits its turn, behind the people and before the picture. */
const sharedTrack = 3;
const tracks = { picture: videoTrack, sound: audioTrack, shared: sharedTrack } as const;
const priorities = { picture: 4, sound: 4, shared: 3 } as const;
/** How long the other portal may wait for a frame before it goes on without, from when it could be there: its capture and the way. */
const deadlineUs = { picture: 400_000, sound: 150_000, shared: 300_000 } as const;
const widePathBps = 1e9;
const reportEveryMs = 250;
/** Between a keyframe that was sent and the wish of a screen that has not seen it: its way, and decoding. */
const keyframeSlackUs = 30_000;

/** Opens the link; an address that cannot work is told with the flag that it came from. */
async function openNamed(config: LinkConfig, options: LinkOptions): Promise<Link> {
  try {
    return await openLink(options);
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    const { listen, connect } = config;
    const isConnect = listen === undefined || (connect !== undefined && error.message.includes(connect.host));
    const [flag, address] = isConnect ? (['--connect', connect] as const) : (['--listen', listen] as const);
    const where = address === undefined ? '' : ` ${formatHostPort(address)}`;
    throw new LinkError(error.code, `${flag}${where}: ${error.message}`, error);
  }
}

/** Joins the portal's own processes to the other portal: the UDP socket and the protocol, and nothing else. */
export const create: ActorFactory<LinkConfig, LinkMessage, LinkReport> = async (config, context) => {
  beUrgent();
  const channels = new Map<MediaRole, Channel>();
  const head = newHead();
  const writer = new HeadWriter();
  let lostPictures = 0;
  let peer: string | null = null;
  let targetBps: number | undefined;
  /** From here to the other portal, as far as half of there and back is. */
  let wayUs = 0;
  /** When the last keyframe was sent. */
  let keyframeUs = Number.NEGATIVE_INFINITY;
  const talk = new PeerTalk({
    tellPeer: (bytes) => link.sendMessage(bytes),
    tell: (role, ...parts) => channels.get(role)?.send(...parts),
    wantKeyframe() {
      // One that cannot have arrived yet is the answer to this as well.
      const onWayUs = (link.stats().rttMs ?? 0) * 1000 + keyframeSlackUs;
      if (nowUs() - keyframeUs > onWayUs) wantKeyframe();
    },
    offsetUs: () => (link.stats().offsetMs ?? Number.NaN) * 1000,
  });

  const link: Link = await openNamed(config, {
    name: config.name,
    staticKey: { publicKey: config.publicKey, secretKey: config.secretKey },
    peerKey: config.peerKey,
    ...(config.listen && { listen: config.listen }),
    ...(config.connect && { connect: config.connect }),
    nowUs,
    onEvent,
  });

  const server = await ChannelServer.listen(config.socket, {
    onMessage: receiveLocal,
    onClose(channel) {
      for (const [role, open] of channels) if (open === channel) channels.delete(role);
    },
  });

  const reporting = setInterval(() => {
    const stats = link.stats();
    wayUs = (stats.rttMs ?? 0) * 500;
    // What is not known to be narrow is wide: sound alone does not measure the path, only its end.
    const pathBps = stats.pathBps ?? widePathBps;
    channels.get('sound')?.send(writer.signal('target', Math.floor(pathBps / 1000)));
    context.emit({ kind: 'stats', stats, lostPictures });
  }, reportEveryMs);
  context.emit({ kind: 'bound', address: link.localAddress });

  return {
    receive: ({ view }) => talk.roomView(view),
    async stop() {
      clearInterval(reporting);
      server.close();
      await link.close();
    },
  };

  /** From the camera and the sound to the other portal; what else they and the screen say, to whom it concerns there. */
  function receiveLocal(message: Uint8Array, channel: Channel): void {
    if (!readHead(message, head)) return;
    if (head.kind === 'hello') greet(channel);
    else if (head.kind !== 'picture' && head.kind !== 'sound' && head.kind !== 'shared') talk.local(head);
    else {
      if (head.keyframe && head.kind === 'picture') keyframeUs = nowUs();
      link.sendFrame(tracks[head.kind], message.subarray(headBytes), {
        capturedUs: head.capturedUs,
        encodedUs: head.encodedUs,
        keyframe: head.keyframe,
        deadlineUs: head.capturedUs + wayUs + deadlineUs[head.kind],
        priority: priorities[head.kind],
      });
    }
  }

  function greet(channel: Channel): void {
    const role = roleOf(head);
    if (role === undefined) return;
    channels.set(role, channel);
    talk.joined(role);
    if (role === 'camera') tellTarget();
  }

  function onEvent(event: LinkEvent): void {
    switch (event.type) {
      case 'frame':
        passOn(event.frame);
        return;
      case 'frame-lost':
        if (event.track !== videoTrack) return;
        lostPictures += event.count;
        channels.get('screen')?.send(writer.signal('picture-lost', event.number));
        return;
      case 'message':
        talk.peer(event.data);
        return;
      case 'state':
        // It closes only when it is told to, by whoever would hear of it here.
        if (event.state === 'closed') return;
        // Whoever comes back has missed pictures: the next one must stand by itself, without being asked for.
        if (event.state === 'open') wantKeyframe();
        context.emit({ kind: 'state', state: event.state, peer });
        return;
      case 'peer':
        peer = event.name === '' ? null : event.name;
        wantKeyframe();
        talk.met();
        return;
      case 'keyframe-wanted':
        if (event.track === videoTrack) wantKeyframe();
        return;
      case 'target':
        targetBps = event.bps;
        tellTarget();
        return;
      case 'frame-dropped':
        return;
      case 'warning':
        context.emit({ kind: 'warning', message: event.message });
        return;
    }
  }

  function passOn(frame: ReceivedFrame): void {
    const isPicture = frame.track === videoTrack;
    // Another version may send more than this one knows.
    if (!isPicture && frame.track !== audioTrack && frame.track !== sharedTrack) return;
    // Sound has to know when it was captured; a picture may be shown before the clocks are mapped, but not measured.
    if (!isPicture && Number.isNaN(frame.offsetUs)) return;
    head.kind = isPicture ? 'picture' : frame.track === sharedTrack ? 'shared' : 'sound';
    head.keyframe = frame.keyframe;
    head.number = frame.number;
    head.capturedUs = frame.capturedUs - frame.offsetUs;
    head.encodedUs = frame.encodedUs - frame.offsetUs;
    head.sentUs = frame.sentUs - frame.offsetUs;
    head.firstReceivedUs = frame.firstReceivedUs;
    head.completeUs = frame.completeUs;
    channels.get(isPicture ? 'screen' : 'sound')?.send(writer.write(head), frame.data);
    releaseFrame(frame);
  }

  function wantKeyframe(): void {
    channels.get('camera')?.send(writer.signal('keyframe-wanted'));
  }

  /** How much the camera may make, as far as the link knows. */
  function tellTarget(): void {
    if (targetBps === undefined) return;
    channels.get('camera')?.send(writer.signal('target', Math.floor(targetBps / 1000)));
  }
};
