import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyControls, type RunProgram } from './camera-controls.ts';

const LISTING = `
User Controls

                     brightness 0x00980900 (int)    : min=-64 max=64 step=1 default=0 value=0
        white_balance_automatic 0x0098090c (bool)   : default=1 value=1

Camera Controls

                  auto_exposure 0x009a0901 (menu)   : min=0 max=3 default=3 value=3 (Aperture Priority Mode)
         exposure_time_absolute 0x009a0902 (int)    : min=1 max=5000 step=1 default=157 value=157 flags=inactive
`;

test('controls are set by name, one by one and in their order', async () => {
  const { warnings, commands } = await apply({ auto_exposure: 1, exposure_time_absolute: 200 });
  assert.deepEqual(warnings, []);
  assert.deepEqual(commands, [
    'v4l2-ctl -d /dev/video3 --list-ctrls',
    'v4l2-ctl -d /dev/video3 --set-ctrl auto_exposure=1',
    'v4l2-ctl -d /dev/video3 --set-ctrl exposure_time_absolute=200',
  ]);
});

test('a control that the camera has not got is named with those it has, the others are set', async () => {
  const { warnings, commands } = await apply({ glow: 3, brightness: 10 });
  assert.deepEqual(warnings, [
    'v4l2:/dev/video3 has no control glow; it has brightness, white_balance_automatic, auto_exposure, exposure_time_absolute',
  ]);
  assert.equal(commands.length, 2);
});

test('a value that is refused is a warning in one line', async () => {
  const { warnings } = await apply({ brightness: 1e9 }, refusing);
  assert.deepEqual(warnings, [
    'v4l2:/dev/video3 does not take brightness=1000000000: VIDIOC_S_EXT_CTRLS: failed: Numerical result out of range',
  ]);
});

test('without the program a warning says what to install', async () => {
  const { warnings } = await apply({ brightness: 1, gain: 2 }, missing);
  assert.deepEqual(warnings, [
    'v4l2:/dev/video3: brightness, gain cannot be set: v4l2-ctl is missing; install the package v4l-utils',
  ]);
});

test('other systems say which control cannot be set, and no control is no program', async () => {
  const warnings: string[] = [];
  await applyControls('dshow', 'Camera', { gain: 2 }, (warning) => warnings.push(warning));
  assert.deepEqual(warnings, ["dshow:Camera: gain cannot be set here; use the camera's own program"]);
  assert.deepEqual((await apply({})).commands, []);
});

const refusing: RunProgram = async (_, args) => {
  if (args.includes('--list-ctrls')) return LISTING;
  throw Object.assign(new Error('failed'), {
    stderr: 'VIDIOC_S_EXT_CTRLS: failed: Numerical result out of range\n',
  });
};

const missing: RunProgram = () => Promise.reject(Object.assign(new Error('spawn'), { code: 'ENOENT' }));

async function apply(
  controls: Record<string, number>,
  run: RunProgram = async () => LISTING,
): Promise<{ warnings: string[]; commands: string[] }> {
  const warnings: string[] = [];
  const commands: string[] = [];
  await applyControls(
    'v4l2',
    '/dev/video3',
    controls,
    (warning) => warnings.push(warning),
    (program, args) => {
      commands.push([program, ...args].join(' '));
      return run(program, args);
    },
  );
  return { warnings, commands };
}
