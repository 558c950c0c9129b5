import { type Description, describe, loadWrtc, type Wrtc } from '../../video-path/wrtc.ts';

/** libwebrtc's sending end of sound. */
export interface WebrtcMouth {
  readonly connection: InstanceType<Wrtc['RTCPeerConnection']>;
  readonly offer: Description;
  /** Hands in the next 10 ms: 480 frames of stereo, interleaved. */
  say(samples: Int16Array): void;
}

/** What libwebrtc takes at once, sample frames of 48 kHz. */
export const mouthFrames = 480;

/** Opens it, with an offer made. */
export async function openWebrtcMouth(): Promise<WebrtcMouth> {
  const { RTCPeerConnection, nonstandard } = await loadWrtc();
  const connection = new RTCPeerConnection({ iceServers: [] });
  const source = new nonstandard.RTCAudioSource();
  connection.addTransceiver(source.createTrack(), { direction: 'sendonly' });
  await connection.setLocalDescription(await connection.createOffer());
  return {
    connection,
    offer: await describe(connection),
    say: (samples) =>
      source.onData({
        samples,
        sampleRate: 48_000,
        bitsPerSample: 16,
        channelCount: 2,
        numberOfFrames: mouthFrames,
      }),
  };
}
