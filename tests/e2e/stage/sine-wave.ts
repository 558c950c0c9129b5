/** A WAV file of 2 s of 1 kHz, 16 bits, stereo, at 48 kHz; it can be played over and over without a seam. */
export function sineWave(dbfs: number): Buffer {
  const frames = 96_000;
  const file = Buffer.alloc(44 + frames * 4);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + frames * 4, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(48_000, 24);
  file.writeUInt32LE(192_000, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(frames * 4, 40);
  for (let frame = 0; frame < frames; frame++) {
    const sample = 10 ** (dbfs / 20) * Math.sin((2 * Math.PI * 1000 * frame) / 48_000);
    for (const channel of [0, 2]) file.writeInt16LE(Math.round(sample * 32_767), 44 + frame * 4 + channel);
  }
  return file;
}
