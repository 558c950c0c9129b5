/** What two portals say to each other beside the media, over the link's reliable channel. */
export interface PeerMessage {
  /** `keyframe`: the next picture must stand by itself, the receiver cannot go on. */
  readonly type: 'keyframe';
}

const known: readonly PeerMessage['type'][] = ['keyframe'];

/** One message as bytes (JSON in UTF-8). */
export function encodePeerMessage(message: PeerMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message));
}

/** A message of the other portal; undefined for one that this version doesn't know. */
export function decodePeerMessage(bytes: Uint8Array): PeerMessage | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || !('type' in parsed)) return undefined;
  const type = known.find((each) => each === parsed.type);
  return type === undefined ? undefined : { type };
}
