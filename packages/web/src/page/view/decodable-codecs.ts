/** A stream of each codec, at a level that a 3K picture needs: main profiles, 8 bits. */
const EXAMPLES = { h264: 'avc1.42C033', hevc: 'hev1.1.6.L153.B0', av1: 'av01.0.13M.08' } as const;

let asked: Promise<readonly string[]> | undefined;

/** The codecs that this browser decodes, of `h264`, `hevc` and `av1`. */
export function decodableCodecs(): Promise<readonly string[]> {
  asked ??= askAll();
  return asked;
}

async function askAll(): Promise<readonly string[]> {
  const answers = await Promise.all(Object.values(EXAMPLES).map(isDecodable));
  return Object.keys(EXAMPLES).filter((_, index) => answers[index]);
}

async function isDecodable(codec: string): Promise<boolean> {
  try {
    return (await VideoDecoder.isConfigSupported({ codec })).supported === true;
  } catch {
    return false;
  }
}
