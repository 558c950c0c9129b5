import assert from 'node:assert/strict';

/** Who made something, and which it is: enough to make it again. */
export interface Label {
  /** Instance of the portal that sent it. */
  readonly instance: number;
  /** 0 for messages. */
  readonly track: number;
  /** Number of the frame or message. */
  readonly number: number;
}

const labelBytes = 11;
/** So short a frame or message cannot carry its label. */
export const leastBytes: number = labelBytes;

/** Bytes that say what they are, and are different in every place. */
export function makeContent({ instance, track, number }: Label, length: number): Buffer {
  const bytes = Buffer.alloc(Math.max(length, labelBytes));
  bytes.writeUInt32BE(instance, 0);
  bytes[4] = track;
  bytes.writeUIntBE(number, 5, 6);
  const step = 1 + 2 * ((number * 31 + track * 7 + instance) % 101);
  for (let at = labelBytes; at < bytes.length; at++) bytes[at] = (at * step) >> (at & 3);
  return bytes;
}

/** Reads the label, and checks that all the rest is as it was made. */
export function checkContent(bytes: Uint8Array): Label {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  assert.ok(content.length >= labelBytes);
  const label = {
    instance: content.readUInt32BE(0),
    track: content.readUInt8(4),
    number: content.readUIntBE(5, 6),
  };
  assert.ok(makeContent(label, content.length).equals(content), 'every byte is as it was sent');
  return label;
}
