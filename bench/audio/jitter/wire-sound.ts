import { type Description, withSoundQuality } from '../../video-path/wrtc.ts';

/** Of Opus in libwebrtc, in packets of 10 ms. */
const bitrateBps = 96_000;

/**
 * Either side's description, asking for stereo sound at a constant rate in the shortest packets, 10 ms. Packets carry nothing of those before them
 * (no in-band FEC, no RED) and none is sent again (no NACK, which libwebrtc does not offer for sound either): what is lost is lost to both playouts.
 */
export function wireSound(description: Description): Description {
  const { type, sdp } = withSoundQuality(description, bitrateBps);
  return { type, sdp: sdp.replace(/^(a=fmtp:\d+ stereo=1.*)$/m, '$1;useinbandfec=0') };
}
