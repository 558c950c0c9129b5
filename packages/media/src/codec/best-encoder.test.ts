import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { openBestEncoder } from './best-encoder.ts';
import { encoderOrder } from './encoder-order.ts';
import { tryEncoder } from './encoder-trial.ts';
import { drawSequence } from './test-sequence.ts';
import { TrialPictures } from './trial-pictures.ts';
import { openVideoEncoder, type VideoEncoder } from './video-encoder.ts';

const size = { width: 320, height: 180 };
const rate = { size, fps: 60, bitrateBps: 2_000_000 };

test('hardware comes before software, H.264 before HEVC before AV1, and what a system cannot have is left out', () => {
  const linux = names({ codecs: ['h264', 'hevc', 'av1'], platform: 'linux' });
  const mac = names({ codecs: ['h264', 'hevc'], platform: 'darwin' });

  assert.deepEqual(linux.slice(0, 2), ['h264_nvenc', 'h264_qsv']);
  assert.ok(linux.indexOf('h264_v4l2m2m') < linux.indexOf('hevc_nvenc'));
  assert.ok(linux.indexOf('hevc_v4l2m2m') < linux.indexOf('av1_nvenc'));
  assert.deepEqual(linux.slice(-3), ['libx264', 'libx265', 'libsvtav1']);
  assert.deepEqual(mac, ['h264_videotoolbox', 'hevc_videotoolbox', 'libx264', 'libx265']);
  assert.ok(!names({ codecs: ['h264'], platform: 'win32' }).some((name) => /vaapi|v4l2|toolbox/.test(name)));
});

test('a setting puts one first, leaves hardware out, or leaves out what failed', () => {
  const codecs = ['h264', 'hevc'] as const;

  assert.equal(names({ codecs, prefer: 'libx265' })[0], 'libx265');
  assert.deepEqual(names({ codecs, prefer: 'software' }), ['libx264', 'libx265']);
  assert.ok(!names({ codecs, exclude: ['libx264'] }).includes('libx264'));
  assert.deepEqual(names({ codecs: ['av1'], prefer: 'libx265', platform: 'darwin' }), ['libsvtav1']);
  assert.deepEqual(names({ codecs: [] }), []);
});

test('each is announced before it is tried, and those that do not work are named with a reason', () => {
  const tried: (string | undefined)[] = [];
  const { encoder, rejected } = openBestEncoder({
    ...rate,
    codecs: ['h264'],
    onTry: (name) => tried.push(name),
  });
  const [frame] = drawSequence(size, 1);

  assert.equal(tried.at(-1), undefined);
  assert.deepEqual(tried.slice(0, -1), [...rejected.map(({ name }) => name), encoder.name]);
  for (const { reason } of rejected) assert.match(reason, /^\S.{10,}$/);
  assert.equal(encoder.encode(frame!, 0).keyframe, true, 'nothing of the trial is referred to');
  encoder.close();
});

test('trying everything that is not there says nothing on standard error', () => {
  const module = new URL('best-encoder.ts', import.meta.url).href;
  const program = `import { openBestEncoder } from ${JSON.stringify(module)};
    for (const codecs of [['h264', 'hevc', 'av1'], ['hevc'], ['av1']]) {
      const size = { width: 320, height: 180 };
      const { encoder } = openBestEncoder({ size, fps: 60, bitrateBps: 2e6, codecs });
      console.log(encoder.codec);
      encoder.close();
    }`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });

  assert.deepEqual([status, stderr, stdout], [0, '', 'h264\nhevc\nav1\n']);
});

test('with no codec in common the error says so', () => {
  assert.throws(() => openBestEncoder({ ...rate, codecs: [] }), /no codec.*none is left/);
});

const faults: readonly [string, RegExp, (encoder: VideoEncoder) => VideoEncoder['encode']][] = [
  [
    'gives no keyframe on demand',
    /no keyframe/,
    (inner) => (frame, capturedUs) => inner.encode(frame, capturedUs, { keyframe: false }),
  ],
  [
    'makes frames that are too large',
    /times its share/,
    (inner) => (frame, capturedUs, options) => {
      const encoded = inner.encode(frame, capturedUs, options);
      return { ...encoded, data: Uint8Array.from([...encoded.data, ...new Uint8Array(9000)]) };
    },
  ],
  [
    'swaps the colours',
    /changes the picture/,
    (inner) => (frame, capturedUs, options) => {
      const [, blue, red] = frame.data!;
      const copy = Uint8Array.from(blue!);
      blue!.set(red!);
      red!.set(copy);
      const encoded = inner.encode(frame, capturedUs, options);
      red!.set(blue!);
      blue!.set(copy);
      return encoded;
    },
  ],
];

for (const [what, reason, wrap] of faults) {
  test(`an encoder that ${what} does not pass its trial`, () => {
    using inner = openVideoEncoder(rate);
    const pictures = new TrialPictures(size);
    const encode = wrap(inner);
    const encoder = { name: 'h264_fake', codec: 'h264', encode } as VideoEncoder;

    assert.throws(() => tryEncoder(encoder, pictures, 2_000_000 / 60 / 8, false), reason);
    pictures.close();
  });
}

test('one that does everything right passes', () => {
  using inner = openVideoEncoder(rate);
  const pictures = new TrialPictures(size);

  tryEncoder(inner, pictures, 2_000_000 / 60 / 8, false);

  pictures.close();
});

function names(options: Parameters<typeof encoderOrder>[0]): string[] {
  return encoderOrder(options).map(({ name }) => name);
}
