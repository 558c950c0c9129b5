import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCK_SAMPLES, BLOCK_US, openAudioSink, openAudioSource, SoundError } from './index.ts';

const nowUs = (): number => 0;

for (const spec of ['', 'speech', 'test', 'test:', 'test:song', 'usb:1', ':', 'file:/a.wav', 'Device:x']) {
  test(`the source "${spec}" is refused in one line that says what would do`, async () => {
    await assert.rejects(openAudioSource(spec, { nowUs }), (error) => isRefusal(error, spec, /test:speech/));
  });
}

for (const spec of ['', 'none', 'file:', 'test:speech', 'wav:x']) {
  test(`the sink "${spec}" is refused in one line that says what would do`, async () => {
    await assert.rejects(openAudioSink(spec, { nowUs }), (error) => isRefusal(error, spec, /file:PATH/));
  });
}

test('none: hears silence every 5 ms and plays to nobody at 48 kHz', async () => {
  let clockUs = 1_000_000;
  const source = await openAudioSource('none:', { nowUs: () => clockUs });
  const sink = await openAudioSink('none:', { nowUs: () => clockUs });
  const block = new Float32Array(BLOCK_SAMPLES).fill(0.5);

  assert.equal(source.read(clockUs, block), undefined);
  assert.equal(block[0], 0.5);
  clockUs += BLOCK_US;
  assert.equal(source.read(clockUs, block), 1_000_000);
  assert.ok(block.every((value) => value === 0));

  sink.write(block);
  assert.equal(sink.queuedFrames(clockUs), 240);
  assert.equal(sink.queuedFrames(clockUs + 2_500), 120);
  source.close();
  source.close();
  assert.equal(source.read(clockUs + 1e6, block), undefined);
  sink.close();
});

test('too much for nobody is dropped and counted', async () => {
  const sink = await openAudioSink('none:', { nowUs });
  for (let block = 0; block < 101; block++) sink.write(new Float32Array(BLOCK_SAMPLES));
  assert.equal(sink.counters.droppedFrames, 240);
  assert.equal(sink.queuedFrames(0), 24_000);
});

function isRefusal(error: unknown, spec: string, advice: RegExp): boolean {
  assert.ok(error instanceof SoundError);
  assert.equal(error.code, 'bad-spec');
  assert.equal(error.spec, spec);
  assert.match(error.message, advice);
  assert.doesNotMatch(error.message, /\n/);
  return true;
}
