/** What this bench uses of `@roamhq/wrtc`; its own types need those of a browser. */
export interface Wrtc {
  readonly RTCPeerConnection: new (configuration: object) => PeerConnection;
  readonly nonstandard: {
    readonly RTCVideoSource: new (init: object) => { createTrack(): Track; onFrame(frame: VideoFrame): void };
    readonly RTCVideoSink: new (
      track: Track,
    ) => { onframe: ((event: { frame: VideoFrame }) => void) | null; stop(): void };
    readonly RTCAudioSource: new () => { createTrack(): Track; onData(data: AudioBlock): void };
    readonly RTCAudioSink: new (
      track: Track,
    ) => { ondata: ((event: AudioBlock) => void) | null; stop(): void };
  };
}

interface Track {
  stop(): void;
}

/** A yuv420p picture in one piece, without padding. */
interface VideoFrame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** 10 ms of interleaved sound. */
interface AudioBlock {
  readonly samples: Int16Array;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  readonly channelCount: number;
  readonly numberOfFrames: number;
}

export interface Description {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

export interface PeerConnection {
  readonly iceGatheringState: string;
  readonly connectionState: string;
  readonly localDescription: Description;
  onicegatheringstatechange: (() => void) | null;
  onconnectionstatechange: (() => void) | null;
  ontrack: ((event: { track: Track }) => void) | null;
  addTransceiver(track: Track, init: object): unknown;
  createOffer(): Promise<Description>;
  createAnswer(): Promise<Description>;
  setLocalDescription(description: Description): Promise<void>;
  setRemoteDescription(description: Description): Promise<void>;
  getStats(): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>>;
  close(): void;
}

/** Loads libwebrtc; rejects where there is no build of it for this machine. */
export async function loadWrtc(): Promise<Wrtc> {
  const loaded = (await import('@roamhq/wrtc')) as unknown as { readonly default: Wrtc };
  return loaded.default;
}

/** Our own description once all addresses are in it, of which only those on loopback are kept. */
export async function describe(connection: PeerConnection): Promise<Description> {
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (connection.iceGatheringState === 'complete') resolve();
    };
    connection.onicegatheringstatechange = check;
    check();
  });
  const { type, sdp } = connection.localDescription;
  const lines = sdp.split('\r\n');
  const kept = lines.filter(
    (line) => !line.startsWith('a=candidate:') || (line.includes(' udp ') && line.includes(' 127.0.0.1 ')),
  );
  return { type, sdp: kept.join('\r\n') };
}

const candidate = /^(a=candidate:\S+ 1 udp \d+ 127\.0\.0\.1 )(\d+)( .*)$/m;

/** The port on loopback at which the side of this description listens. */
export function candidatePort({ sdp }: Description): number {
  const port = candidate.exec(sdp)?.[2];
  if (port === undefined) throw new Error('libwebrtc has no address on loopback');
  return Number(port);
}

/** The same description, but the side is to be called at another port. */
export function withCandidatePort(description: Description, port: number): Description {
  const [, before = '', , after = ''] = candidate.exec(description.sdp) ?? [];
  const { type, sdp } = withoutCandidates(description);
  const moved = `${before}${port}${after}`;
  return { type, sdp: sdp.replace(/^a=ice-ufrag:/m, `${moved}\r\na=ice-ufrag:`) };
}

/** The same description without any address. */
export function withoutCandidates({ type, sdp }: Description): Description {
  return { type, sdp: sdp.replaceAll(/^a=candidate:.*\r\n/gm, '') };
}

/** Asks the sender to begin at this bitrate and to stay there, instead of feeling its way up from 300 kbit/s. */
export function withBitrate({ type, sdp }: Description, bitrateBps: number): Description {
  const kbps = Math.round(bitrateBps / 1000);
  const payload = /^m=video \d+ \S+ (\d+)/m.exec(sdp)?.[1] ?? '96';
  const wish = `x-google-start-bitrate=${kbps};x-google-min-bitrate=${kbps};x-google-max-bitrate=${kbps}`;
  const format = new RegExp(`^a=fmtp:${payload} .*$`, 'm');
  const wished = format.test(sdp)
    ? sdp.replace(format, (line) => `${line};${wish}`)
    : sdp.replace(
        new RegExp(`^a=rtpmap:${payload} .*$`, 'm'),
        (line) => `${line}\r\na=fmtp:${payload} ${wish}`,
      );
  return { type, sdp: wished.replace(/^(m=video .*\r\nc=.*)$/m, (lines) => `${lines}\r\nb=AS:${kbps}`) };
}

/** Asks the sender for stereo sound of this bitrate in the shortest packets that libwebrtc has, 10 ms, instead of speech in 20 ms. */
export function withSoundQuality({ type, sdp }: Description, bitrateBps: number): Description {
  const payload = /^a=rtpmap:(\d+) opus/m.exec(sdp)?.[1] ?? '111';
  const wish = `stereo=1;sprop-stereo=1;maxaveragebitrate=${bitrateBps};cbr=1;minptime=10`;
  const formatted = sdp.replace(
    new RegExp(`^a=fmtp:${payload} .*$`, 'm'),
    () => `a=fmtp:${payload} ${wish}\r\na=ptime:10`,
  );
  return { type, sdp: formatted };
}

/** Resolves when media can flow. */
export async function connected(connection: PeerConnection): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const check = (): void => {
      if (connection.connectionState === 'connected') resolve();
      else if (connection.connectionState === 'failed')
        reject(new Error('libwebrtc found no way to connect'));
    };
    connection.onconnectionstatechange = check;
    check();
  });
}
